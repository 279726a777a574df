namespace Issuer.Service.Credentials;

/// <summary>What a request to change a credential's state comes to.</summary>
public abstract record StateDecision
{
    private StateDecision()
    {
    }

    /// <summary>Write this event.</summary>
    public sealed record Write(string EventType) : StateDecision;

    /// <summary>It is so already.</summary>
    public sealed record Already : StateDecision;

    /// <summary>It cannot be done in this state: 409.</summary>
    public sealed record Refuse(string Code, string Why) : StateDecision;
}

/// <summary>Pure decisions: which change of state is possible from which.</summary>
public static class StateDecisions
{
    private static readonly StateDecision Already = new StateDecision.Already();

    public static StateDecision Revoke(Credential credential) => credential.State switch
    {
        CredentialState.Revoked => Already,
        CredentialState.Superseded => Final("replaced by a corrected one"),
        _ => new StateDecision.Write(CredentialEvents.Revoked),
    };

    public static StateDecision Suspend(Credential credential) => credential.State switch
    {
        CredentialState.Suspended => Already,
        CredentialState.Revoked => Final("revoked"),
        CredentialState.Superseded => Final("replaced by a corrected one"),

        // A holder's file is checked against its status list alone. Without a suspension entry the list could not say "suspended",
        // and setting a revocation entry could not be taken back: saying yes here would be a promise that nobody else can see.
        _ when credential.Facts.Status.Purpose != "suspension" => new StateDecision.Refuse(
            "no-suspension-entry",
            "This credential was issued with a revocation entry, which cannot show a suspension. Issue with options.statusPurpose \"suspension\" to be able to suspend."),
        _ => new StateDecision.Write(CredentialEvents.Suspended),
    };

    public static StateDecision Reinstate(Credential credential) => credential.State switch
    {
        CredentialState.Active => Already,
        CredentialState.Revoked => Final("revoked, which is for good"),
        CredentialState.Superseded => Final("replaced by a corrected one"),
        _ => new StateDecision.Write(CredentialEvents.Reinstated),
    };

    /// <summary>Null when a correction may be issued.</summary>
    public static StateDecision.Refuse? Correct(Credential credential) => credential.State switch
    {
        CredentialState.Revoked => Final("revoked; issue a new one instead"),
        CredentialState.Superseded => Final("replaced already; correct the one that replaced it"),
        _ => null,
    };

    private static StateDecision.Refuse Final(string what) => new("state-final", $"This credential is {what}.");
}
