export { fieldProblem, scalarProblem } from "./check";
export type {
  BooleanControl,
  ChoiceControl,
  ChoiceOption,
  Control,
  Field,
  FormPlan,
  ListControl,
  NumberControl,
  ScalarControl,
  TextControl,
} from "./field";
export { formatExample } from "./format";
export { type ObjectDraft, startingObject, withArgument, withUnfinished } from "./object-draft";
export { planForm, startingValue } from "./plan";
export { type Readiness, readinessOf } from "./readiness";
