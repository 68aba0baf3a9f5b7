export {
  type AppliedEdits,
  applyEdits,
  type PreparedEdits,
  prepareEdits,
  type RecordOptions,
  unwritten,
  writeEdits,
} from "./apply-edits.ts";
export {
  type Candidate,
  candidateKeys,
  isLrName,
  listed as listCandidates,
  pickKey,
} from "./candidates.ts";
export { type CheckedValue, checkRecords, type RecordCheck } from "./check-records.ts";
export { detectFormat, FORMATS } from "./detect.ts";
export { unifiedDiff } from "./diff.ts";
export { floatLiteral } from "./edit-value.ts";
export { envFormat } from "./env/format.ts";
export { iniFormat } from "./ini/format.ts";
export { type Inserted, planInsert } from "./insert.ts";
export { checkInside } from "./inside.ts";
export { jsonFormat } from "./json/format.ts";
export { json5Format } from "./json5/format.ts";
export { formatKeyPath, parseKeyPath } from "./key-path.ts";
export { type Located, locate, type NotEditableReason, type Place } from "./locate.ts";
export { type LrKey, lrEdits, parseLrKey } from "./lr-keys.ts";
export {
  type MappedField,
  mappingEdits,
  parseMappingFile,
  type ScheduleMapping,
} from "./mapping-file.ts";
export { parseConfig } from "./parse-config.ts";
export { planEdit } from "./plan-edit.ts";
export {
  PROFILE_NAMES,
  type ProfileEdits,
  type ProfileName,
  profileEdits,
} from "./profiles/index.ts";
export { type ConfigFile, readConfig } from "./read-config.ts";
export type { ApplyRecord, RecordedResult, RecordSource } from "./record.ts";
export { recordFilePath } from "./record-file.ts";
export {
  parseMapping,
  SCHEDULE_FIELDS,
  type ScheduleField,
  scheduleEdits,
} from "./schedule-edits.ts";
export { isCode, lrNamesInCode, SET_STYLES, type SetStyle, setLine } from "./set-lines.ts";
export { tomlFormat } from "./toml/format.ts";
export type {
  AliasNode,
  ConfigChange,
  ConfigEdit,
  ConfigFormat,
  ConfigNode,
  ConfigTree,
  EditKind,
  EditPlan,
  FormatName,
  KeyPath,
  ListNode,
  MapEntry,
  MapNode,
  NewValue,
  ScalarNode,
  ScalarValue,
  Splice,
} from "./types.ts";
export { planUndo, type UndoPlan, writeUndo } from "./undo.ts";
export { yamlFormat } from "./yaml/format.ts";
