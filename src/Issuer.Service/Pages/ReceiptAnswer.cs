using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Service.Pages;

/// <summary>
/// What is said of a receipt that checks out. That the receipt is genuine is one thing, what it says of a credential another: the sentence at the top must
/// not let the one pass for the other.
/// </summary>
internal static class ReceiptAnswer
{
    /// <summary>Whether a credential is a receipt in our terms.</summary>
    public static bool Is(JsonElement? credential) => credential is { } json && json.Members("type").Any(type => type.AsString() == VerificationReceipt.Type);

    /// <summary>The answer about a receipt; any other answer as it is.</summary>
    public static Answer Of(Answer answer, JsonElement? credential)
    {
        if (!Is(credential) || answer.Kind is not (AnswerKind.Genuine or AnswerKind.GenuineOfUnknown))
            return answer;
        var subject = credential!.Value.Members("credentialSubject").FirstOrDefault();
        var headline = subject.Text("verdict") switch
        {
            "valid" => RecipientWords.ReceiptGenuine,
            "invalid" => RecipientWords.ReceiptOfInvalid,
            _ => RecipientWords.ReceiptOfUnknown,
        };
        var meaning = JsonReading.TryInstant(subject.Text("checkedAt"), out var at) ? RecipientWords.ReceiptMeaning(at) : RecipientWords.ReceiptIs;
        return answer with
        {
            Headline = headline,
            Meaning = answer.Kind == AnswerKind.Genuine ? meaning : answer.Meaning,
            Tone = subject.Text("verdict") == "valid" ? answer.Tone : Tone.Caution,
        };
    }
}
