//! The way out, written out: the registration of an application of one's own for what code asks for.
//!
//! Nothing here runs anything: what comes out is text to be reviewed.

mod az;
mod bicep;
mod gather;
mod plan;
mod portal;
mod powershell;
mod terraform;
#[cfg(test)]
mod tests;
mod writing;

pub use gather::{Asked, Flow, Place, Requests};
pub use plan::{ApiPlan, Permission, Plan};

/// In which form a registration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Commands of Azure CLI.
    Az,
    /// Commands of Microsoft Graph PowerShell.
    PowerShell,
    /// Terraform with the provider azuread.
    Terraform,
    /// Bicep with the extension for Microsoft Graph.
    Bicep,
    /// Steps in the admin centre.
    Portal,
}

impl Form {
    /// Every form, the default first.
    pub const ALL: [Self; 5] = [Self::Az, Self::PowerShell, Self::Terraform, Self::Bicep, Self::Portal];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::PowerShell => "powershell",
            Self::Terraform => "terraform",
            Self::Bicep => "bicep",
            Self::Portal => "portal",
        }
    }

    /// The name of the language behind a Markdown fence; empty where it is Markdown itself.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Az => "bash",
            Self::PowerShell => "powershell",
            Self::Terraform => "terraform",
            Self::Bicep => "bicep",
            Self::Portal => "",
        }
    }
}

/// Writes a plan out.
pub fn render(plan: &Plan, form: Form) -> String {
    match form {
        Form::Az => az::render(plan),
        Form::PowerShell => powershell::render(plan),
        Form::Terraform => terraform::render(plan),
        Form::Bicep => bicep::render(plan),
        Form::Portal => portal::render(plan),
    }
}

/// A plan as one Markdown page: the steps, and the same as commands of Azure CLI.
pub fn page(plan: &Plan) -> String {
    let mut out = render(plan, Form::Portal);
    out.push_str("\n## The same as commands of Azure CLI\n\n```bash\n");
    out.push_str(&render(plan, Form::Az));
    out.push_str("```\n\n`aadsts register --as powershell`, `terraform` or `bicep` writes it in those forms.\n");
    out
}
