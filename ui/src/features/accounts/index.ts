/** The accounts of a connection: where they are shown from, and what holds their dialogs. */
export { accountFacts } from "./account-facts";
export { AccountsProvider, useAccounts } from "./accounts-provider";
