using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>A program of this machine that gives a second opinion. A test that needs one which is not installed is skipped, and says which.</summary>
internal static class Tool
{
    /// <summary>Standard output of a run that ended well; a run that did not is a fault, with what it wrote.</summary>
    public static async Task<byte[]> RunAsync(string name, ReadOnlyMemory<byte> input, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Start(start);
        var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await Task.WhenAll(reading, errors, process.WaitForExitAsync());
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {await errors}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not installed (tests/tools.sh).");
            throw;
        }
    }
}
