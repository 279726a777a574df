using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// What a file holds, told and not judged: everything in it is what the file says of itself. <see cref="CredentialVerifier"/> says what of it is true.
/// </summary>
public sealed record Inspection
{
    /// <summary>Most parts, proofs, types and subjects that are listed, each.</summary>
    public const int Maximum = 64;

    /// <summary>
    /// From the outside in: <c>png</c> or <c>svg</c> (a baked badge), <c>json</c> (an object) or <c>json-text</c> (a token in quotation marks), <c>envelope</c>
    /// (an enveloped credential or presentation), <c>jwt</c> or <c>sd-jwt</c>.
    /// </summary>
    public required ImmutableArray<string> Layers { get; init; }

    /// <summary><c>credential</c>, <c>status-list</c>, <c>presentation</c>, <c>open-badges-2</c>, or <c>unknown</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Entries of <c>@context</c>: URLs, and <c>inline</c> for an object.</summary>
    public ImmutableArray<string> Contexts { get; init; } = [];

    /// <summary><c>type</c>, or the <c>vct</c> of an SD-JWT VC.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Its identifier.</summary>
    public string? Id { get; init; }

    /// <summary>Identifier of the issuer, or of a presentation's holder.</summary>
    public string? Issuer { get; init; }

    /// <summary>Identifiers of the subjects; those without one are not here.</summary>
    public ImmutableArray<string> Subjects { get; init; } = [];

    /// <summary>Start of validity as it is written.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>End of validity as it is written.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>Signatures.</summary>
    public ImmutableArray<InspectedProof> Proofs { get; init; } = [];

    /// <summary>What an SD-JWT discloses, in the order of its content; where it cannot be read as one whole, the disclosures in theirs, without places.</summary>
    public ImmutableArray<InspectedDisclosure> Disclosures { get; init; } = [];

    /// <summary>The credentials of a presentation.</summary>
    public ImmutableArray<InspectedPart> Parts { get; init; } = [];

    /// <summary>Looks into a file; null for what is neither JSON, nor a token, nor a picture with one of them inside. Never throws.</summary>
    /// <param name="file">At most <see cref="CredentialInput.MaximumBytes"/>.</param>
    public static Inspection? Of(ReadOnlyMemory<byte> file)
    {
        var input = CredentialInput.Read(file);
        if (input is CredentialInput.Unreadable)
            return null;
        var picture = BakedPng.IsPng(file.Span) ? "png" : BakedSvg.LooksLikeXml(file.Span) ? "svg" : null;
        var text = picture switch
        {
            "png" => BakedPng.Read(file.Span) is BakedImage.Found found ? found.Credential : default,
            "svg" => BakedSvg.Read(file) is BakedImage.Found found ? found.Credential : default,
            _ => file,
        };
        ImmutableArray<string> layers = [.. picture is null ? Array.Empty<string>() : [picture], .. LayersOf(text.Span, input)];
        return layers.IsEmpty ? null : Inspecting.Of(input, layers, depth: 0);
    }

    private static List<string> LayersOf(ReadOnlySpan<byte> text, CredentialInput input)
    {
        var layers = new List<string>();
        switch (text.TrimStart(" \t\r\n"u8))
        {
            case [(byte)'{', ..]:
                layers.Add("json");
                break;
            case [(byte)'"', ..]:
                layers.Add("json-text");
                break;
        }

        layers.AddRange(Inspecting.LayersWithin(input, isObject: layers is ["json"]));
        return layers;
    }
}

/// <summary>A signature, as it describes itself.</summary>
/// <param name="Kind"><c>jws</c>, <c>embedded</c>, or <c>key-binding</c> (of an SD-JWT's holder).</param>
/// <param name="Suite">JWS algorithm, or cryptosuite or type of an embedded proof.</param>
/// <param name="Key">Name of the key: <c>kid</c> or <c>verificationMethod</c>.</param>
/// <param name="Created">When it says it was made: <c>created</c> as written, or <c>iat</c> as an instant.</param>
public sealed record InspectedProof(string Kind, string? Suite, string? Key, string? Created)
{
    /// <summary>What for: an embedded proof's <c>proofPurpose</c>, a token's <c>typ</c>.</summary>
    public string? Purpose { get; init; }

    /// <summary>Until when it says it holds: <c>expires</c> as written.</summary>
    public string? Expires { get; init; }

    /// <summary>For whom: <c>domain</c> or <c>aud</c>.</summary>
    public ImmutableArray<string> Audience { get; init; } = [];

    /// <summary>For which occasion: <c>challenge</c> or <c>nonce</c>.</summary>
    public string? Nonce { get; init; }
}

/// <summary>A disclosure of an SD-JWT.</summary>
/// <param name="Pointer">Its place, as JSON Pointer into the content; null where the content cannot be read.</param>
/// <param name="Name">The claim's name; null for an element of an array.</param>
/// <param name="Value">What it discloses.</param>
public sealed record InspectedDisclosure(string? Pointer, string? Name, JsonElement Value);

/// <summary>Something inside.</summary>
/// <param name="Pointer">JSON Pointer to it.</param>
/// <param name="Content">What it is.</param>
public sealed record InspectedPart(string Pointer, Inspection Content);
