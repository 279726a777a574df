namespace Issuer.Service.Credentials;

/// <summary>The institution had a one-time link made that brings the learner to a page of their own. It takes the place of an earlier one that was not used.</summary>
/// <param name="ClaimId">Names it in the API; opens nothing.</param>
/// <param name="TokenHash">Keyed hash of the link's token.</param>
/// <param name="ExpiresAt">From then on it opens nothing.</param>
/// <param name="Delivery"><c>link</c>: the institution delivers it; <c>email</c>: the service does.</param>
/// <param name="By">Prefix of the API key that asked.</param>
public sealed record ClaimOffered(string ClaimId, string TokenHash, DateTimeOffset ExpiresAt, string Delivery, string By);

/// <summary>The learner used the one-time link. The management link made now takes the place of an earlier one.</summary>
/// <param name="ClaimId">Of the offer.</param>
/// <param name="ManageHash">Keyed hash of the management link's token.</param>
public sealed record ClaimUsed(string ClaimId, string ManageHash);

/// <summary>The institution ended whatever links bring the learner to their page.</summary>
public sealed record ClaimEnded(string By);

/// <summary>How a learner gets at their credential, folded from its stream.</summary>
/// <param name="Offer">A one-time link that was not used.</param>
/// <param name="OfferedAt">When it was made.</param>
/// <param name="Management">The link that was made when one was used.</param>
/// <param name="ClaimedAt">When that was.</param>
public sealed record LearnerAccess(ClaimOffered? Offer, DateTimeOffset? OfferedAt, ClaimUsed? Management, DateTimeOffset? ClaimedAt)
{
    /// <summary>Nobody was invited.</summary>
    public static readonly LearnerAccess None = new(null, null, null, null);
}
