import type { ContractView, Day, EditionView, Named, PersonView, RecordType, RequestView, RoleView, TenantView } from './bindings';

export type {
  AccessEnd,
  AccessEndKind,
  AccessEnds,
  Answer,
  Basis,
  BilledThrough,
  Cause,
  ChangedSince,
  CheckItem,
  ClientAccess,
  ColumnMap,
  CommandError,
  ContractDetail,
  ContractKind,
  ContractLinks,
  ContractTerms,
  Counts,
  Deadline,
  DelegationPage,
  DelegationView,
  DelegationWarning,
  DueItem,
  EnrollmentCover,
  Entitlement,
  Hit,
  EntitlementOption,
  FileOptions,
  Filers,
  FilingRuling,
  Finding,
  FollowUp,
  FollowUpFact,
  Format,
  FormField,
  Group,
  Impact,
  ImportNews,
  ImportRun,
  InquiryForm,
  Language,
  LanguageOffer,
  LinkView,
  Matrix,
  MatrixCell,
  MatrixPerson,
  MatrixRow,
  Money,
  Named,
  OtherPlan,
  OwnResponse,
  PersonDetail,
  PersonDraft,
  PlanChange,
  PlanDetail,
  PlanPage,
  PlanPurchaseDraft,
  PlanState,
  PlanWay,
  Point,
  PrefilingCheck,
  PreviewKind,
  PurchaseView,
  Question,
  Reading,
  RecordType,
  Refusal,
  RegionNow,
  RequestDetail,
  RequestDraft,
  RequestPage,
  RequestState,
  ResponseClock,
  RoleOfPerson,
  Route,
  Ruling,
  Scope,
  SecretChange,
  SecretField,
  Segment,
  Settings,
  Span,
  Spend,
  Start,
  Step,
  TablePreview,
  Target,
  TenantDraft,
  Term,
  Text,
  TimeBox,
  Today,
  Topic as TopicText,
  VaultState,
  Verdict,
  WaitingFile,
  WayKind,
  WhatIf,
} from './bindings';

// The shell's records with what the window shows beside them go by the plain names here.
/** A tenant as it is kept, with the region and zone that hold for it. */
export type Tenant = TenantView;
/** A contract as it is kept; of its secrets only that they exist. */
export type Contract = ContractView;
/** A request as it is kept, with where it stands. */
export type Request = RequestView;
/** A person, with the name of the tenant the account is in. */
export type Person = PersonView;
/** A role that people may hold. */
export type Role = RoleView;
/** What Microsoft published, as of one date. */
export type Edition = EditionView;
/** A topic of the guide, `S01` to `S42`. */
export type Topic = Named;
/** One calendar day of the response clock, in the clock's zone. */
export type ClockDay = Day;
/** A record removed a short while ago, which can still be brought back. */
export type Removed = { type: RecordType; id: string; name: string; removed_at: string };
