using System.Collections.Immutable;
using Issuer.Service.Languages;
using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary><c>/claim/{token}</c>: a one-time link, before it is used.</summary>
public sealed record ClaimPage(PageFrame Frame, PublicCredential Credential) : IPage;

/// <summary>A one-time link that opens nothing.</summary>
public sealed record ClaimGonePage(PageFrame Frame) : IPage;

/// <summary><c>/my/{token}</c> on a device that is not known.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Path">The page's path.</param>
/// <param name="Awaited">A code was sent.</param>
/// <param name="Problem">What went wrong, or null.</param>
/// <param name="ForTesting">The institution is made up.</param>
public sealed record NewDevicePage(PageFrame Frame, string Path, bool Awaited, Phrase? Problem, bool ForTesting) : IPage;

/// <summary><c>/my/{token}</c></summary>
/// <param name="Frame">Frame.</param>
/// <param name="Path">The page's path.</param>
/// <param name="FormToken">What each form carries.</param>
/// <param name="Credential">What anyone may know of it.</param>
/// <param name="Links">Share links.</param>
public sealed record MyPage(PageFrame Frame, string Path, string FormToken, PublicCredential Credential, IReadOnlyList<OpenedLink> Links) : IPage
{
    /// <summary>The form token.</summary>
    public bool HoldsSecret => true;

    /// <summary>The clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Address of the service.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>Names of the signed files that it can be downloaded as.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Whether the page of a link can be had as a PDF.</summary>
    public bool HasPdf { get; init; }

    /// <summary>Whether there is a date of birth to compare with.</summary>
    public bool HasBirthDate { get; init; }

    /// <summary>A request to be erased that waits for the institution.</summary>
    public ErasureRequest? Erasure { get; init; }

    /// <summary>A code to confirm such a request was sent.</summary>
    public bool ErasureAwaited { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public Phrase? Problem { get; init; }

    /// <summary>The field that it is about.</summary>
    public string ProblemField { get; init; } = "";

    /// <summary>What was typed, to be corrected.</summary>
    public string? Purpose { get; init; }
}
