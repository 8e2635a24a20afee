//! What there is to say about an app, a code, a rule or an error message, as Markdown and as plain text.
