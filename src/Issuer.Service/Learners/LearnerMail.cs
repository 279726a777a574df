using System.Text.Json;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Learners;

/// <summary>A letter to a learner.</summary>
/// <param name="To">Address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Html">The same as simple HTML.</param>
public sealed record Letter(string To, string Subject, string Text, string Html);

/// <summary>
/// Letters that wait to be sent: written in the append of what they are about, sealed under the learner's key, deleted when a server has taken them, and
/// gone with the learner.
/// </summary>
public sealed class LearnerMail(LearnerVault vault)
{
    /// <summary>One row per letter.</summary>
    public static readonly TableDefinition Table = new(
        "mail_outbox",
        [
            new("id", ColumnType.Text),
            new("learner_id", ColumnType.Text),
            new("kind", ColumnType.Text),
            new("about", ColumnType.Text),
            new("letter", ColumnType.Blob),
            new("attempts", ColumnType.Integer),
            new("next_at", ColumnType.Text),
            new("expires_at", ColumnType.Text),
        ],
        Indexes: [["next_at"], ["learner_id"]]);

    /// <summary>A row for the append that is the letter's cause.</summary>
    /// <param name="key">The learner's.</param>
    /// <param name="letter">What to send.</param>
    /// <param name="kind">What it is, for logs and metrics: <c>claim</c>, <c>code</c>, <c>erasure</c>.</param>
    /// <param name="about">What it belongs to; opens nothing.</param>
    /// <param name="now">It may be sent from now on.</param>
    /// <param name="expiresAt">It is not sent after that.</param>
    public RowWrite Row(VaultKey key, Letter letter, string kind, string about, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var id = RandomUuid.Create().ToString("N");
        return new RowWrite.Insert(
            Table,
            [id, LearnerVault.Text(key.LearnerId), kind, about, vault.Seal(key, JsonSerializer.SerializeToUtf8Bytes(letter), SealedAs(id)), 0L, Instant.Write(now), Instant.Write(expiresAt)]);
    }

    /// <summary>The letter of a row; null where it was not sealed with this key.</summary>
    public Letter? Open(VaultKey key, Row row) =>
        vault.Open(key, row.Blob("letter"), SealedAs(row.Text("id"))) is { } json ? JsonSerializer.Deserialize<Letter>(json) : null;

    private static string SealedAs(string id) => $"mail/{id}";
}
