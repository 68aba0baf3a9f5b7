// Castagnoli polynomial 0x1EDC6F41, bits reversed.
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/**
 * CRC-32C (Castagnoli) of bytes, 0 to 2^32 - 1. Worked value: "123456789" in ASCII -> 0xe3069283.
 *
 * @source RFC 3720, appendix B.4
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The CRC as TFRecord files hold it: rotated right by 15 bits, plus a constant.
 *
 * @source TensorFlow `core/lib/hash/crc32c.h`
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
