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
} from "./candidates.ts";
export { type CodeLine, isCode, isProto, lrLines, lrNamesInCode } from "./code.ts";
export { type ConfigFile, checkInside, readConfig } from "./config-file.ts";
export {
  type ConfigChange,
  type ConfigEdit,
  type EditKind,
  type EditPlan,
  floatLiteral,
  type LrKey,
  lrEdits,
  parseLrKey,
} from "./edit.ts";
export {
  type AliasNode,
  type ConfigFormat,
  type ConfigNode,
  type ConfigTree,
  type KeyPath,
  type ListNode,
  type MapEntry,
  type MapNode,
  type NewValue,
  parseConfig,
  type ScalarNode,
  type ScalarValue,
  type Splice,
} from "./format.ts";
export { envFormat } from "./formats/env.ts";
export {
  CONFIG_FORMATS,
  detectFormat,
  FORMATS,
  type FormatName,
  formatTitles,
} from "./formats/index.ts";
export { iniFormat } from "./formats/ini/index.ts";
export { jsonFormat } from "./formats/json.ts";
export { json5Format } from "./formats/json5/index.ts";
export { tomlFormat } from "./formats/toml/index.ts";
export { yamlFormat } from "./formats/yaml/index.ts";
export { type Inserted, planInsert } from "./insert.ts";
export { formatKeyPath, parseKeyPath } from "./key-path.ts";
export { type Located, locate, type NotEditableReason, type Place } from "./locate.ts";
export { type LrNotes, lrNotes } from "./lr-notes.ts";
export {
  type MappedField,
  mappingEdits,
  parseMappingFile,
  type ScheduleMapping,
} from "./mapping-file.ts";
export { pickKey } from "./pick-key.ts";
export { planEdit } from "./plan-edit.ts";
export {
  PROFILE_NAMES,
  type ProfileEdits,
  type ProfileName,
  profileEdits,
} from "./profiles/index.ts";
export { type CheckedValue, checkRecords, type RecordCheck } from "./records/check.ts";
export { recordFilePath } from "./records/file.ts";
export type { ApplyRecord, RecordedResult, RecordSource } from "./records/record.ts";
export { planUndo, type UndoPlan, writeUndo } from "./records/undo.ts";
export {
  parseMapping,
  SCHEDULE_FIELDS,
  type ScheduleField,
  scheduleEdits,
} from "./schedule-edits.ts";
export { SET_STYLES, type SetStyle, setLine } from "./set-lines.ts";
export { exactDiff, unifiedDiff } from "./text-changes.ts";
