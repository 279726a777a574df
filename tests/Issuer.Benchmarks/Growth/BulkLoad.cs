using System.Diagnostics;
using System.Security.Cryptography;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Issuer.Service.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Issuer.Benchmarks.Growth;

/// <summary>
/// Fills a store with credentials as the service writes them, each with a learner, a status place, events and rows of its own, but without signing or
/// sealing anything: what is sealed is the first credential's, byte for byte, so that sizes are true. Nobody can open or verify these.
/// </summary>
internal static class BulkLoad
{
    private const int Together = 40;
    private const int Writers = 4;

    /// <param name="settings">Command line of the service.</param>
    /// <param name="modelId">Public id of a credential that was really issued.</param>
    /// <param name="count">How many to add.</param>
    public static async Task RunAsync(string[] settings, string modelId, int count)
    {
        await using var app = await Composition.BuildAsync(settings, TextWriter.Null, Console.Error)
            ?? throw new InvalidOperationException("The service's parts could not be composed.");
        var model = await app.Services.GetRequiredService<CredentialReader>().FindAsync(modelId, CancellationToken.None)
            ?? throw new InvalidOperationException($"There is no credential {modelId}.");
        var left = count;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref left, -Together) is var rest && rest > -Together)
                await AppendAsync(app.Services, model, Math.Min(Together, rest + Together));
        })));
        Console.Error.WriteLine($"{count} added in {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static async Task AppendAsync(IServiceProvider services, Credential model, int count)
    {
        var store = services.GetRequiredService<IEventStore>();
        while (true)
        {
            List<StreamAppend> streams = [];
            List<RowWrite> rows = [];
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 0; i < count; i++)
                await AddAsync(services, model, now, streams, rows);
            if (await store.AppendAsync(new Append(streams, rows, now)) is AppendResult.Done)
                return;
        }
    }

    private static async Task AddAsync(IServiceProvider services, Credential model, DateTimeOffset now, List<StreamAppend> streams, List<RowWrite> rows)
    {
        var number = RandomNumberGenerator.GetHexString(12, lowercase: true);
        using var learner = await services.GetRequiredService<LearnerRecords>().FindOrPrepareAsync(model.Facts.InstitutionId, LearnerOf(number), CancellationToken.None);
        var place = await services.GetRequiredService<StatusLists>().NextAsync(model.Facts.InstitutionId, model.Facts.Status.Purpose, CancellationToken.None);
        var id = ShareLinks.NewToken();
        var facts = model.Facts with
        {
            Id = id,
            CredentialId = model.Facts.CredentialId.Replace(model.Facts.Id, id, StringComparison.Ordinal),
            LearnerId = learner.LearnerId,
            Status = place,
            Forms = [.. model.Facts.Forms.Select(form => form with { Digest = Random(32) })],
        };
        var link = model.Links[0].Facts with { LinkId = ShareLinks.NewToken(), TokenHash = Random(32) };
        var credential = model with { StreamId = Guid.CreateVersion7(now), Facts = facts, IssuedAt = now, Since = now, Version = 2, Links = [new(link, now)] };
        streams.Add(new(credential.StreamId, CredentialEvents.StreamType, 0,
            [EventJson.Write(CredentialEvents.Issued, facts), EventJson.Write(CredentialEvents.ShareLinkCreated, link)]));
        streams.AddRange(learner.Streams);
        rows.AddRange(CredentialTables.FirstRows(credential));
        rows.AddRange(learner.Rows);
    }

    private static Learner LearnerOf(string number) =>
        new() { FullName = "", Email = $"{number}@example.org", Identifiers = [new Identifier("student-number", number)] };

    private static string Random(int bytes) => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
