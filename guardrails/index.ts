import type { Rule } from "./rule";
import { BG001 } from "./rules/bg001-readable-policies";
import { BG002 } from "./rules/bg002-no-root";
import { BG003 } from "./rules/bg003-sudo";
import { BG004 } from "./rules/bg004-no-trust-anchor";
import { BG005 } from "./rules/bg005-explicit-denials";
import { BG006 } from "./rules/bg006-closed-parameters";
import { BG010 } from "./rules/bg010-two-audit-devices";
import { BG011 } from "./rules/bg011-audit-hashes";
import { BG012 } from "./rules/bg012-incident-in-the-trail";
import { BG020 } from "./rules/bg020-mfa-enforced";
import { BG021 } from "./rules/bg021-one-mfa-method";
import { BG022 } from "./rules/bg022-ldap-alias";
import { BG023 } from "./rules/bg023-own-keys";
import { BG024 } from "./rules/bg024-no-leeway";
import { BG025 } from "./rules/bg025-bound-approvals";
import { BG026 } from "./rules/bg026-login-rate";
import { BG027 } from "./rules/bg027-bounded-tokens";
import { BG028 } from "./rules/bg028-short-approvals";
import { BG029 } from "./rules/bg029-bounded-duty-tokens";
import { BG030 } from "./rules/bg030-networks";
import { BG031 } from "./rules/bg031-one-entity-one-profile";
import { BG032 } from "./rules/bg032-nobody-approves-themselves";
import { BG033 } from "./rules/bg033-enrolment-has-two-sides";
import { BG034 } from "./rules/bg034-enough-people";
import { BG035 } from "./rules/bg035-approver-of-another-team";
import { BG036 } from "./rules/bg036-stays-disabled";
import { BG040 } from "./rules/bg040-credentials-end";
import { BG041 } from "./rules/bg041-revocation-ends-everything";
import { BG042 } from "./rules/bg042-no-dangerous-sql";
import { BG043 } from "./rules/bg043-connections";
import { BG044 } from "./rules/bg044-no-static-credentials";
import { BG045 } from "./rules/bg045-root-rotation";
import { BG046 } from "./rules/bg046-ssh-certificates";
import { BG047 } from "./rules/bg047-no-rights-over-others";
import { BG050 } from "./rules/bg050-boundarys-tokens";
import { BG051 } from "./rules/bg051-boundarys-paths";
import { BG052 } from "./rules/bg052-no-shared-target";
import { BG053 } from "./rules/bg053-bounded-sessions";
import { BG054 } from "./rules/bg054-no-wide-grants";
import { BG055 } from "./rules/bg055-anonymous";
import { BG056 } from "./rules/bg056-no-auto-roles";
import { BG057 } from "./rules/bg057-identity-provider";
import { BG060 } from "./rules/bg060-longest-access";
import { BG061 } from "./rules/bg061-state";
import { BG062 } from "./rules/bg062-tls";
import { BG063 } from "./rules/bg063-no-secret";
import { BG064 } from "./rules/bg064-names-across-environments";
import { BG070 } from "./rules/bg070-reviews";
import { BG071 } from "./rules/bg071-drills";
import { BG080 } from "./rules/bg080-plan-keeps-anchors";

/** Every rule, in the order of its number. A new one is a file in `rules/` and a line here. */
export const RULES: readonly Rule[] = [
  BG001,
  BG002,
  BG003,
  BG004,
  BG005,
  BG006,
  BG010,
  BG011,
  BG012,
  BG020,
  BG021,
  BG022,
  BG023,
  BG024,
  BG025,
  BG026,
  BG027,
  BG028,
  BG029,
  BG030,
  BG031,
  BG032,
  BG033,
  BG034,
  BG035,
  BG036,
  BG040,
  BG041,
  BG042,
  BG043,
  BG044,
  BG045,
  BG046,
  BG047,
  BG050,
  BG051,
  BG052,
  BG053,
  BG054,
  BG055,
  BG056,
  BG057,
  BG060,
  BG061,
  BG062,
  BG063,
  BG064,
  BG070,
  BG071,
  BG080,
];
