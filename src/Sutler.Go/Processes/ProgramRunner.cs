using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Processes;

/// <summary>Runs the programs of others: bounded in time and output, and killed with all their children when nobody waits any more.</summary>
/// <param name="variables">The environment they get.</param>
/// <param name="directory">The current directory, absolute.</param>
/// <param name="time">Clock of the time limit.</param>
internal sealed class ProgramRunner(IReadOnlyDictionary<string, string> variables, string directory, TimeProvider time)
{
    /// <summary>The most that standard output may have, in bytes.</summary>
    public const int MaxOutput = 1 << 20;

    private const int KeptError = 8 << 10;

    /// <summary>Long enough for somebody to be asked for a password.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Runs a program to its end, whatever its exit code. <see cref="SutlerException"/> when it cannot be started, says too much or does not end.
    /// </summary>
    public async Task<ProgramResult> RunAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Start(call);
        try
        {
            var input = FeedAsync(process, call.Input, either.Token);
            var error = ReadAsync(process.StandardError.BaseStream, KeptError, mayEndEarly: true, either.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, MaxOutput, mayEndEarly: false, either.Token)
                ?? throw new SutlerException($"more than {MaxOutput} bytes of output");
            await input;
            var said = Encoding.UTF8.GetString(await error ?? []);
            await process.WaitForExitAsync(either.Token);
            return new ProgramResult(process.ExitCode, output, said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SutlerException(string.Create(CultureInfo.InvariantCulture, $"did not end within {Limit.TotalMinutes:0} minutes"));
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(ProgramCall call)
    {
        var start = new ProcessStartInfo(ProgramPath.Find(call.Name, variables, directory), call.Arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = call.Directory ?? directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        if (call.Directory is not null)
        {
            start.Environment["PWD"] = call.Directory;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new SutlerException($"exec: {GoQuoting.Quote(call.Name)}: {failure.Message}", failure);
        }
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(input, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It need not read what it is told.
        }
    }

    // A pipe is read to its end all the same: who writes into a full one does not end.
    private static async Task<byte[]?> ReadAsync(Stream stream, int limit, bool mayEndEarly, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[8 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var room = limit - (int)kept.Length;
            if (read > room && !mayEndEarly)
            {
                return null;
            }

            kept.Write(buffer.AsSpan(0, Math.Min(read, room)));
        }

        return kept.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself, or may not be ended by us.
        }
    }
}
