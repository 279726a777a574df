using System.Text;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>The shared attack set on VC-JWT: every vector, and for what the set leaves open, what we decided.</summary>
public class AttackSetTests
{
    // "accept-or-unsupported-alg" and "accept-or-reject-documented": all are accepted. Open Badges 3.0 wants typ absent or JWT, and the payload shows
    // what it is: neither an ID token nor a presentation gets through without the credentials context and type.
    private static readonly Dictionary<string, Verdict> Decided = new()
    {
        ["ctl-es384-didjwk"] = Verdict.Valid,
        ["ctl-rs256-didjwk"] = Verdict.Valid,
        ["typ-JWT"] = Verdict.Valid,
        ["typ-missing"] = Verdict.Valid,
    };

    [Fact]
    public async Task Every_vector_gives_what_it_expects_without_a_fetch()
    {
        using var set = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Shared("attacks/vc-jwt-attacks.json")));
        var wrong = new List<string>();
        var count = 0;
        foreach (var vector in set.RootElement.GetProperty("vectors").EnumerateArray())
        {
            count++;
            var id = vector.GetProperty("id").GetString()!;
            var expected = vector.GetProperty("expect").GetString() switch
            {
                "accept" => Verdict.Valid,
                "reject" => Verdict.Invalid,
                _ => Decided[id],
            };
            using var world = new World();
            var report = await world.VerifyAsync(Expand(vector.GetProperty("token")));
            if (report.Verdict != expected || world.Asked.Count != 0)
                wrong.Add($"{id}: {report.Told()}, asked {string.Join(',', world.Asked)}");
        }

        wrong.Should().BeEmpty();
        count.Should().Be(set.RootElement.GetProperty("count").GetInt32());
    }

    // A token is text, or a recipe for one.
    private static string Expand(JsonElement token)
    {
        if (token.ValueKind == JsonValueKind.String)
            return token.GetString()!;
        return token.GetProperty("recipe").GetString() switch
        {
            "repeat" => new StringBuilder().Insert(0, Expand(token.GetProperty("unit")), token.GetProperty("n").GetInt32()).ToString(),
            "concat" => string.Concat(token.GetProperty("parts").EnumerateArray().Select(Expand)),
            var other => throw new InvalidDataException($"No recipe {other}."),
        };
    }
}
