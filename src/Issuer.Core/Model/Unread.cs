namespace Issuer.Core.Model;

/// <summary>
/// Stands in a draft for a mandatory part that could not be read, so that the rules can still look at the rest. A draft is never handed out, and no rule
/// that reads such a part is run.
/// </summary>
static class Unread
{
    public static readonly LocalizedText Text = LocalizedText.Of("und", "");
    public static readonly Concept Concept = new("", "", "", "", Text);
}
