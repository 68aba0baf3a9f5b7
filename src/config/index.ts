export {
  type AppliedEdits,
  applyEdits,
  type PreparedEdits,
  prepareEdits,
  writeEdits,
} from "./apply-edits.ts";
export {
  type Candidate,
  candidateKeys,
  isLrName,
  listed as listCandidates,
  pickKey,
} from "./candidates.ts";
export { detectFormat, FORMATS } from "./detect.ts";
export { unifiedDiff } from "./diff.ts";
export { floatLiteral } from "./edit-value.ts";
export { jsonFormat } from "./json/format.ts";
export { formatKeyPath, parseKeyPath } from "./key-path.ts";
export { type Located, locate, type NotEditableReason, type Place } from "./locate.ts";
export { parseConfig } from "./parse-config.ts";
export { planEdit } from "./plan-edit.ts";
export { type ConfigFile, readConfig } from "./read-config.ts";
export {
  parseMapping,
  SCHEDULE_FIELDS,
  type ScheduleField,
  scheduleEdits,
} from "./schedule-edits.ts";
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
  ScalarNode,
  ScalarValue,
} from "./types.ts";
export { yamlFormat } from "./yaml/format.ts";
