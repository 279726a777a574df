using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Service.Store;

/// <summary>What other programs may have signed and checked by the VC-API. Off by default: without instances none of its addresses exists.</summary>
public sealed record VcApiSettings
{
    /// <summary><c>Issuer__VcApi__Instances__{name}__…</c>: each signs with one key in one way.</summary>
    public ImmutableArray<VcApiInstance> Instances { get; init; } = [];

    /// <summary>The instance of that name, or null.</summary>
    public VcApiInstance? Find(string name) => Instances.FirstOrDefault(instance => instance.Name == name);

    /// <summary>Whether there is somebody to give access tokens to.</summary>
    public bool GivesTokens => Instances.Any(instance => instance.Access == VcApiAccess.ClientCredentials);

    /// <summary>Reads all of them; a fault is one sentence that says what to set.</summary>
    internal static VcApiSettings Read(IConfiguration configuration, bool development, Action<string> fault)
    {
        var section = configuration.GetSection("Issuer:VcApi");
        foreach (var unknown in section.GetChildren().Where(child => !string.Equals(child.Key, "Instances", StringComparison.OrdinalIgnoreCase)))
            fault($"Issuer__VcApi__{unknown.Key} means nothing: the VC-API has Instances alone.");
        var mayBeOpen = development || ListensOnLoopback(configuration);
        return new()
        {
            Instances = [.. section.GetSection("Instances").GetChildren().Select(instance => VcApiInstance.Read(instance, mayBeOpen, fault)).OfType<VcApiInstance>()],
        };
    }

    // Where nothing is said the framework listens on localhost:5000. Ports alone (HTTP_PORTS), which count where no address is given, mean every address.
    private static bool ListensOnLoopback(IConfiguration configuration)
    {
        string[] addresses =
        [
            .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""),
        ];
        return addresses.Length > 0
            ? addresses.All(IsLoopback)
            : string.IsNullOrEmpty(configuration["http_ports"]) && string.IsNullOrEmpty(configuration["https_ports"]);
    }

    private static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (string.Equals(url.Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip)));
}

/// <summary>Who may have something signed by an instance.</summary>
public enum VcApiAccess
{
    /// <summary><c>key</c>: whoever has an API key of the institution with the scope.</summary>
    Key,

    /// <summary><c>client-credentials</c>: whoever exchanged such a key for an access token (RFC 6749, 4.4).</summary>
    ClientCredentials,

    /// <summary><c>open</c>: every program on the machine itself.</summary>
    Open,
}

/// <summary>An instance of the VC-API: one key, one form.</summary>
/// <param name="Name">In its addresses, <c>/vc-api/{name}/…</c>: lower case letters, digits and hyphens.</param>
/// <param name="Institution"><c>Institution</c>: slug of the institution whose key signs.</param>
/// <param name="Suite"><c>Cryptosuite</c>: of the embedded proofs; null where <c>Form</c> is <c>vc+jwt</c>.</param>
/// <param name="Algorithm"><c>Algorithm</c>: <c>EdDSA</c>, <c>ES256</c> or <c>ES384</c>; default is the first that the suite takes, <c>ES256</c> for tokens.</param>
/// <param name="SignsAsDidKey"><c>Key</c>: <c>did-key</c> instead of <c>institution</c>, the default. The institution's key signs under its own <c>did:key</c>.</param>
/// <param name="StatusPurpose"><c>Status</c>: <c>revocation</c> or <c>suspension</c>; null for <c>none</c>, the default.</param>
/// <param name="Access"><c>Access</c>: default <c>key</c>.</param>
/// <param name="SetsIssuer"><c>Issuer</c>: <c>set</c> writes the instance's identifier over the credential's; <c>check</c>, the default, refuses another's.</param>
public sealed record VcApiInstance(
    string Name, string Institution, Cryptosuite? Suite, SignatureAlgorithm Algorithm, bool SignsAsDidKey, string? StatusPurpose, VcApiAccess Access, bool SetsIssuer)
{
    private const int LongestName = 64;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly string[] Members = ["Institution", "Form", "Cryptosuite", "Algorithm", "Key", "Status", "Access", "Issuer"];
    private static readonly SignatureAlgorithm[] JwtAlgorithms = [SignatureAlgorithm.P256, SignatureAlgorithm.P384, SignatureAlgorithm.Ed25519];

    /// <summary><c>vc</c> with an embedded proof, or <c>vc+jwt</c>.</summary>
    public string Form => Suite is null ? "vc+jwt" : "vc";

    internal static VcApiInstance? Read(IConfigurationSection section, bool mayBeOpen, Action<string> fault)
    {
        var setting = $"Issuer__VcApi__Instances__{section.Key}__";
        var good = true;
        if (section.Key.Length > LongestName || section.Key.AsSpan().ContainsAnyExcept(NameCharacters))
            Refuse($"{setting}… has a name that no address takes: use lower case letters, digits and hyphens, at most {LongestName}.");
        foreach (var unknown in section.GetChildren().Where(child => !Members.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            Refuse($"{setting}{unknown.Key} means nothing: an instance has {string.Join(", ", Members)}.");
        if (Text("Institution") is not { } institution)
        {
            Refuse($"{setting}Institution is not set: give the slug of the institution that signs.");
            institution = "";
        }

        var form = Choice("Form", "vc", "vc+jwt");
        var suite = Cryptosuite.FromName(Text("Cryptosuite") ?? "");
        if (form == "vc+jwt" && Text("Cryptosuite") is not null)
            Refuse($"{setting}Cryptosuite is for embedded proofs: leave it out where Form is vc+jwt.");
        else if (form == "vc" && suite is null)
            Refuse($"{setting}Cryptosuite must be one of {string.Join(", ", Cryptosuite.Issued)}, or Form vc+jwt.");

        IReadOnlyList<SignatureAlgorithm> possible = suite?.Algorithms ?? JwtAlgorithms;
        var algorithm = Text("Algorithm") is { } name ? possible.FirstOrDefault(one => one.JwsName == name) : possible[0];
        if (algorithm is null)
            Refuse($"{setting}Algorithm must be one of {string.Join(", ", possible.Select(one => one.JwsName))}.");

        var didKey = Choice("Key", "institution", "did-key") == "did-key";
        var purpose = Choice("Status", "none", "revocation", "suspension");
        if (didKey && purpose != "none")
            Refuse($"{setting}Status must be none where Key is did-key: a status list comes from the credential's issuer, and that one ends with its key.");
        var access = Choice("Access", "key", "client-credentials", "open") switch
        {
            "open" => VcApiAccess.Open,
            "client-credentials" => VcApiAccess.ClientCredentials,
            _ => VcApiAccess.Key,
        };
        if (access == VcApiAccess.Open && !mayBeOpen)
            Refuse($"{setting}Access must not be open here: outside Development that needs a service that listens on loopback addresses alone (ASPNETCORE_URLS=http://127.0.0.1:5080).");
        var sets = Choice("Issuer", "check", "set") == "set";
        return good ? new(section.Key, institution, suite, algorithm!, didKey, purpose == "none" ? null : purpose, access, sets) : null;

        string? Text(string member) => string.IsNullOrWhiteSpace(section[member]) ? null : section[member]!.Trim();

        string Choice(string member, params string[] choices)
        {
            var text = Text(member) ?? choices[0];
            if (!choices.Contains(text))
                Refuse($"{setting}{member} must be one of {string.Join(", ", choices)}.");
            return text;
        }

        void Refuse(string sentence)
        {
            fault(sentence);
            good = false;
        }
    }
}
