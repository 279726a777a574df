using System.Collections.Concurrent;
using System.Text.Json;

namespace Issuer.Benchmarks.Faults;

/// <summary>What the client was told. A post of which nothing was heard may or may not have been carried out.</summary>
internal sealed class Post(string key, string learnerNumber)
{
    public string Key { get; } = key;

    public byte[] Body { get; } = CourseRequest.Json(learnerNumber);

    /// <summary>Public id, once acknowledged.</summary>
    public string? Id { get; set; }

    /// <summary>The compact JWT, once acknowledged.</summary>
    public string? Token { get; set; }

    public bool RevocationAsked { get; set; }

    public bool RevocationAcknowledged { get; set; }

    /// <summary>Audited since it was last changed.</summary>
    public bool Audited { get; set; }

    /// <summary>Its stored event was damaged on purpose.</summary>
    public bool Damaged { get; set; }

    /// <summary>Takes an answer in; null, or what is wrong with it.</summary>
    public string? Take(Answer answer)
    {
        var (id, token) = (answer.Json.GetProperty("id").GetString()!, Answer.TokenOf(answer.Json));
        if (Id is not null && (Id, Token) != (id, token))
            return $"{Key}: was {Id}, is {id}{(id == Id ? ", with another token" : "")}";
        (Id, Token) = (id, token);
        return null;
    }
}

/// <summary>
/// The client's own record, which outlives the service: a line a fact, on disk before the client acts on it. The audit reads the memory form;
/// the file is what a person reads when an audit fails.
/// </summary>
internal sealed class Ledger(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    private readonly Lock _writing = new();

    public ConcurrentQueue<Post> Posts { get; } = [];

    public int Acknowledged => Posts.Count(post => post.Id is not null);

    public void Write(string fact, Post post)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new { fact, key = post.Key, id = post.Id });
        lock (_writing)
        {
            _file.Write(line);
            _file.WriteByte((byte)'\n');
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _file.Dispose();
}
