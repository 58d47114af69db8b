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
export { planForm, startingValue } from "./plan";
