namespace Issuer.Service.Pages;

/// <summary>The host that vouches for an issuer's identifier, for people: the part of an identifier that they can judge.</summary>
internal static class IssuerHost
{
    /// <summary>Host (and port) of a <c>did:web</c> or an https identifier in its ASCII form, or null.</summary>
    public static string? Of(string? id)
    {
        if (id is null)
            return null;
        if (Core.Verification.DidWeb.TryToUrl(id, out var document))
            return document.IsDefaultPort ? document.IdnHost : $"{document.IdnHost}:{document.Port}";
        return JsonReading.TryLink(id, out var link) ? link.IdnHost : null;
    }
}
