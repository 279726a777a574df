using System.Text;
using Issuer.Service.Checking;

namespace Issuer.Service.Tests.Checking;

/// <summary>A folder of files for commands, and a terminal that remembers.</summary>
internal sealed class CommandFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("commands-").FullName;

    public HandClock Clock { get; } = new();

    /// <summary>A file's full name; words that name no file of the folder stay as they are.</summary>
    public string At(string name) => name.Contains('.', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal) ? Path.Combine(_folder, name) : name;

    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(At(name), bytes);

    public string Read(string name) => File.ReadAllText(At(name));

    /// <summary>Runs a command in this process, as the program's entry point does.</summary>
    public (int Code, string Out, string Err) Run(string[] arguments, byte[]? input = null)
    {
        using var told = new MemoryStream();
        using var errors = new StringWriter();
        var terminal = new Terminal(new MemoryStream(input ?? []), told, errors, Clock);
        return (FileCommands.Run([.. arguments.Select(At)], terminal), Encoding.UTF8.GetString(told.ToArray()), errors.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
