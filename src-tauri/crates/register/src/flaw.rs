//! Why a value cannot be stored.

/// Why a value cannot be stored. The field and what it is compared with stand beside it, in the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing is there, and something must be.
    Required,
    /// Longer than is kept.
    TooLong,
    /// Shorter than any such value is.
    TooShort,
    /// Holds invisible control characters.
    ControlCharacter,
    /// No IANA time zone.
    UnknownZone,
    /// Too far in the past to be meant.
    TooEarly,
    /// Too far in the future to be meant.
    TooLate,
    /// Lies in the future, and cannot.
    InTheFuture,
    /// Lies in the past, and cannot.
    InThePast,
    /// Leaves no working hours.
    NeverOpens,
    /// Before the first day.
    BeforeStart,
    /// Before the request was filed.
    BeforeFiled,
    /// After the first response or the closing.
    AfterResponse,
    /// Sample data is added to an empty register only.
    NotEmpty,
    /// Before the first response.
    BeforeResponse,
    /// After the request was closed.
    AfterClosed,
    /// The request is closed already.
    AlreadyClosed,
    /// Given together with what it excludes.
    Exclusive,
    /// Only for a plan bought under an Enterprise Agreement.
    OnlyAgreement,
    /// No user principal name.
    NotASignIn,
    /// Stands more than once.
    Twice,
    /// More than can be meant, or be done at once.
    TooMany,
    /// More incidents given back than were used.
    MoreThanUsed,
    /// More incidents used than the contract has.
    MoreThanThereAre,
    /// The request is paused already.
    AlreadyPaused,
    /// The request is not paused.
    NotPaused,
    /// Lies in a pause that is noted.
    OverlappingPause,
    /// Needed: a later pause is noted.
    EarlierPause,
    /// Before the pause began.
    BeforePause,
    /// Before the last change of severity.
    BeforeChange,
    /// Changed after the filing, so that it cannot be corrected.
    AfterChange,
    /// The severity the request has.
    SameSeverity,
    /// Before the request was closed.
    BeforeClosed,
    /// The request is not closed.
    NotClosed,
    /// Not after the time that was promised.
    NotLater,
    /// Something later rests on the event.
    NotLast,
    /// A file of more than 25 MB.
    TooLarge,
    /// A link, a folder, a pipe or a device.
    NotAPlainFile,
    /// A file that cannot be read.
    Unreadable,
    /// Kept with another record already.
    Duplicate,
    /// Not of the form such a value has.
    Malformed,
}

impl Flaw {
    /// Every flaw there is.
    pub const ALL: [Self; 41] = [
        Self::Required,
        Self::TooLong,
        Self::TooShort,
        Self::ControlCharacter,
        Self::UnknownZone,
        Self::TooEarly,
        Self::TooLate,
        Self::InTheFuture,
        Self::InThePast,
        Self::NeverOpens,
        Self::BeforeStart,
        Self::BeforeFiled,
        Self::AfterResponse,
        Self::NotEmpty,
        Self::BeforeResponse,
        Self::AfterClosed,
        Self::AlreadyClosed,
        Self::Exclusive,
        Self::OnlyAgreement,
        Self::NotASignIn,
        Self::Twice,
        Self::TooMany,
        Self::MoreThanUsed,
        Self::MoreThanThereAre,
        Self::AlreadyPaused,
        Self::NotPaused,
        Self::OverlappingPause,
        Self::EarlierPause,
        Self::BeforePause,
        Self::BeforeChange,
        Self::AfterChange,
        Self::SameSeverity,
        Self::BeforeClosed,
        Self::NotClosed,
        Self::NotLater,
        Self::NotLast,
        Self::TooLarge,
        Self::NotAPlainFile,
        Self::Unreadable,
        Self::Duplicate,
        Self::Malformed,
    ];

    /// A stable kebab-case code, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong => "too-long",
            Self::TooShort => "too-short",
            Self::ControlCharacter => "control-character",
            Self::UnknownZone => "unknown-zone",
            Self::TooEarly => "too-early",
            Self::TooLate => "too-late",
            Self::InTheFuture => "in-the-future",
            Self::InThePast => "in-the-past",
            Self::NeverOpens => "never-opens",
            Self::BeforeStart => "before-start",
            Self::BeforeFiled => "before-filed",
            Self::AfterResponse => "after-response",
            Self::NotEmpty => "not-empty",
            Self::BeforeResponse => "before-response",
            Self::AfterClosed => "after-closed",
            Self::AlreadyClosed => "already-closed",
            Self::Exclusive => "exclusive",
            Self::OnlyAgreement => "only-agreement",
            Self::NotASignIn => "not-a-sign-in",
            Self::Twice => "twice",
            Self::TooMany => "too-many",
            Self::MoreThanUsed => "more-than-used",
            Self::MoreThanThereAre => "more-than-there-are",
            Self::AlreadyPaused => "already-paused",
            Self::NotPaused => "not-paused",
            Self::OverlappingPause => "overlapping-pause",
            Self::EarlierPause => "earlier-pause",
            Self::BeforePause => "before-pause",
            Self::BeforeChange => "before-change",
            Self::AfterChange => "after-change",
            Self::SameSeverity => "same-severity",
            Self::BeforeClosed => "before-closed",
            Self::NotClosed => "not-closed",
            Self::NotLater => "not-later",
            Self::NotLast => "not-last",
            Self::TooLarge => "too-large",
            Self::NotAPlainFile => "not-a-plain-file",
            Self::Unreadable => "unreadable",
            Self::Duplicate => "duplicate",
            Self::Malformed => "malformed",
        }
    }
}
