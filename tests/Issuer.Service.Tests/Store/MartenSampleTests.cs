using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Tests;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>The sample for Marten names every event that may stand beside a credential as the service does, and reads members that there are.</summary>
public sealed class MartenSampleTests
{
    [Fact]
    public void It_maps_every_event_of_credentials_achievements_and_learners()
    {
        var written = typeof(CredentialEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => !field.Name.EndsWith("StreamType", StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Append(LearnerRecords.Registered)
            .Append(LearnerRecords.Erased);

        Mapped().Select(mapped => mapped.Name).Should().BeEquivalentTo(written);
    }

    [Fact]
    public void Its_classes_are_called_as_the_events_are()
    {
        foreach (var (type, name) in Mapped())
            Regex.Replace(type, "(?<!^)([A-Z])", "_$1").ToLowerInvariant().Should().Be(name);
    }

    [Fact]
    public void What_it_reads_of_an_event_is_in_the_event()
    {
        foreach (var (type, name) in Mapped())
        {
            using var written = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(
                TestData.Repository(), "tests", "Issuer.Service.Tests", "Credentials", "Golden", $"{name}.json")));
            foreach (var member in MembersOf(type))
                written.RootElement.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(member), out _).Should().BeTrue($"{name} has {member}");
        }
    }

    private static List<(string Type, string Name)> Mapped() =>
        [.. Regex.Matches(Source(), """MapEventType<(\w+)>\("(\w+)"\)""").Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static IEnumerable<string> MembersOf(string type)
    {
        var record = Regex.Match(Source(), $@"public sealed record {type}(\(([^)]*)\))?;", RegexOptions.Singleline);
        record.Success.Should().BeTrue($"there is a record {type}");
        return Regex.Matches(record.Groups[2].Value, @"(\w+)\s*(,|$)").Select(match => match.Groups[1].Value).Where(word => word != "string");
    }

    private static string Source() => File.ReadAllText(Path.Combine(TestData.Repository(), "samples", "MartenReader", "Program.cs"));
}
