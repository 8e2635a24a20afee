//! The forms, for some plans: what they hold and that they are well formed.
