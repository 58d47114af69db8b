/** What a form needs to know of a tool's input schema. All values are JSON text, so that none is rounded. */

/** How the arguments of a tool can be filled in. */
export type FormPlan =
  | {
      type: "form";
      fields: Field[];
      /** Rules between fields that the form does not check, by keyword. */
      unchecked: string[];
    }
  | {
      type: "json";
      /** Why there is no form: a whole sentence. */
      reason: string;
    };

/** One argument. */
export interface Field {
  name: string;
  /** The schema's title, else the name. */
  label: string;
  description: string | undefined;
  required: boolean;
  nullable: boolean;
  deprecated: boolean;
  control: Control;
  default: string | undefined;
  examples: string[];
}

/** What a person uses to fill in a value. */
export type Control = ScalarControl | ListControl | ConstControl | JsonControl;

/** A control for one value that is not made of others. */
export type ScalarControl = TextControl | NumberControl | BooleanControl | ChoiceControl;

export interface TextControl {
  type: "text";
  multiline: boolean;
  format: string | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  pattern: string | undefined;
}

export interface NumberControl {
  type: "number";
  integer: boolean;
  minimum: string | undefined;
  maximum: string | undefined;
  exclusiveMinimum: string | undefined;
  exclusiveMaximum: string | undefined;
  multipleOf: string | undefined;
}

export interface BooleanControl {
  type: "boolean";
}

export interface ChoiceControl {
  type: "choice";
  options: ChoiceOption[];
}

export interface ChoiceOption {
  label: string;
  description: string | undefined;
  /** JSON text. */
  value: string;
}

export interface ListControl {
  type: "list";
  item: TextControl | NumberControl | ChoiceControl;
  minItems: number | undefined;
  maxItems: number | undefined;
  unique: boolean;
}

/** Only one value is allowed. */
export interface ConstControl {
  type: "const";
  value: string;
}

/** A shape the form has no control for: written as JSON. */
export interface JsonControl {
  type: "json";
  /** Why: a whole sentence. */
  reason: string;
}
