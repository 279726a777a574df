using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Issuer.Core.Tests.Model;
using Xunit;

namespace Issuer.Core.Tests.Rules;

/// <summary>The requests in <c>samples/</c> are what they say: issued as they are.</summary>
public sealed class SamplesTests
{
    public static TheoryData<string> Files => TestData.RepositoryRoot is null
        ? new("minimal.json")
        : [.. Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "samples"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_can_be_issued_without_a_remark(string file)
    {
        var checkedRequest = Check(file);
        checkedRequest.Findings.Should().BeEmpty();
        checkedRequest.Value.Should().NotBeNull();
    }

    [Fact]
    public void The_named_courses_are_there()
    {
        Check("sport-management-1-principles.json").Value!.Title.In("en").Text.Should().Be("Principles of Sport Management");
        Check("sustainable-leadership-1.json").Value!.Title.In("en").Text.Should().Be("Sustainable Leadership in Education 1 – Making the Change");
        Check("additional-learning-needs.json").Value!.Title.In("en").Text.Should().Be("Additional Learning Needs and Inclusive Practice for Industry");
        Files.Select(row => row.Data).Count(file => file.StartsWith("sport-management-", StringComparison.Ordinal)).Should().Be(6);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_course_has_all_elements_in_English_and_Welsh(string file)
    {
        if (file == "minimal.json")
            return;
        var value = Check(file).Value!;
        value.Title.Entries.Select(entry => entry.Language).Should().BeEquivalentTo("en", "cy");
        value.LearningOutcomes.Should().HaveCountGreaterThan(1).And.OnlyContain(outcome => outcome.Title.In("cy").Language == "cy");
        value.Level.Eqf.Should().NotBeNull();
        value.Level.QfEhea.Should().NotBeNull();
        value.Workload.Ects.Should().NotBeNull();
        value.Assessment.Supervision.Should().NotBeNull();
        value.Prerequisites.Should().NotBeNull();
        value.Grade.Should().NotBeNull();
        value.Stackability.Should().NotBeNull();
        value.FurtherInformation.Should().NotBeNull();
        value.SubjectAreas.Should().NotBeEmpty();
    }

    /// <summary>The request of every member is the one that other tests take apart.</summary>
    [Fact]
    public void The_maximal_request_fills_every_property_of_the_model()
    {
        var empty = new List<string>();
        Walk(Check("maximal.json").Value!, "", empty);
        empty.Should().BeEmpty();
    }

    static void Walk(object value, string path, List<string> empty)
    {
        if (value is string or LocalizedText or Uri or Concept || value.GetType().IsPrimitive || value.GetType().Namespace != typeof(MicroCredential).Namespace)
            return;
        foreach (var property in value.GetType().GetProperties().Where(property => property.Name != "EqualityContract"))
        {
            var inner = property.GetValue(value);
            var name = $"{path}/{property.Name}";
            if (inner is null)
                empty.Add(name);
            else if (inner is System.Collections.IEnumerable list and not string)
            {
                // Some entry of each list is full; the first is meant to be.
                var first = list.Cast<object>().FirstOrDefault();
                if (first is null)
                    empty.Add(name);
                else
                    Walk(first, name, empty);
            }
            else
                Walk(inner, name, empty);
        }
    }

    static CheckedRequest Check(string file)
    {
        var result = StrictJson.Parse(File.ReadAllBytes(Path.Combine(TestData.Repository(), "samples", file)));
        result.Fault.Should().BeNull();
        using var document = result.Document!;
        return RequestCheck.Run(document.RootElement, Requests.Defaults);
    }
}
