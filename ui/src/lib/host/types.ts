import type { ContractView, Day, EditionView, Named, RecordType, RequestView, TenantView } from './bindings';

export type {
  Answer,
  AutomaticBackup,
  Basis,
  Cause,
  BilledThrough,
  ChangedSince,
  ChangeView,
  CheckReport,
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
  DueItem,
  EnrollmentCover,
  Entitlement,
  EntitlementOption,
  Finding,
  FollowUp,
  FollowUpFact,
  FormField,
  FileOptions,
  Format,
  Impact,
  InquiryForm,
  ImportNews,
  ImportRun,
  Language,
  LanguageOffer,
  LinkView,
  Money,
  Named,
  OtherPlan,
  OwnResponse,
  PlanChange,
  PlanDetail,
  PlanPage,
  PlanPurchaseDraft,
  PlanState,
  Point,
  Protection,
  PrefilingCheck,
  PreviewKind,
  PurchaseView,
  Question,
  Reading,
  Refusal,
  RegionNow,
  RequestDetail,
  RequestDraft,
  RequestPage,
  RequestState,
  ResponseClock,
  RestoreChoice,
  RestorePreview,
  Route,
  Ruling,
  Scope,
  SecretChange,
  SecretField,
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
  PlanWay,
  WhatIf,
} from './bindings';

// The shell's records with what the window shows beside them go by the plain names here.
/** A tenant as it is kept, with the region and zone that hold for it. */
export type Tenant = TenantView;
/** A contract as it is kept; of its secrets only that they exist. */
export type Contract = ContractView;
/** A request as it is kept, with where it stands. */
export type Request = RequestView;
/** What Microsoft published, as of one date. */
export type Edition = EditionView;
/** A topic of the guide, `S01` to `S42`. */
export type Topic = Named;
/** One calendar day of the response clock, in the clock's zone. */
export type ClockDay = Day;
/** A record removed a short while ago, which can still be brought back. */
export type Removed = { type: RecordType; id: string; name: string; removed_at: string };
