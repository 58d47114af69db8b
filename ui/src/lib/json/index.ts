export { compareNumbers, isMultipleOf, isNumberText, isWholeNumber } from "./decimal";
export { formatJson, parseObject, removeMember, setMember } from "./edit";
export { jsonEquals } from "./equal";
export { type Json, type JsonObject, JsonSyntaxError, member, parseJson, tryParseJson } from "./parse";
