using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>The shared attack set on Data Integrity: every vector, and for what the set leaves open, what we decided.</summary>
public class DataIntegrityAttackTests
{
    // A suite or proof type that nobody here knows is not shown to be wrong; it is never valid either.
    private static readonly HashSet<string> Indeterminate = ["jcs-suite-unknown", "jcs-type-legacy"];

    [Fact]
    public async Task Every_vector_gives_what_it_expects_without_a_fetch()
    {
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/data-integrity-attacks.json")));
        var wrong = new List<string>();
        var count = 0;
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            count++;
            var id = vector.GetProperty("id").GetString()!;
            // All that is not a control is refused: also where the set would let it pass or be flagged.
            var expected = vector.GetProperty("expect").GetString() == "accept" ? Verdict.Valid
                : Indeterminate.Contains(id) ? Verdict.Indeterminate
                : Verdict.Invalid;
            using var world = new World();
            var text = vector.TryGetProperty("raw", out var raw) ? raw.GetString()! : vector.GetProperty("document").GetRawText();
            var report = await world.VerifyAsync(text);
            if (report.Verdict != expected || world.Asked.Count != 0)
                wrong.Add($"{id}: {report.Told()}, asked {string.Join(',', world.Asked)}");
        }

        wrong.Should().BeEmpty();
        count.Should().Be(set.RootElement.GetProperty("count").GetInt32());
    }
}
