// The scripts of pages that the build packs into `dist/pages`: modules whose default export is the text.
declare module "*/pages/report.js" {
  const packed: string;
  export default packed;
}
declare module "*/pages/report-en.js" {
  const packed: string;
  export default packed;
}
declare module "*/pages/report-zh.js" {
  const packed: string;
  export default packed;
}
