using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Processes;

/// <summary>Runs the programs of others: bounded in time and output, and ended with all their children when nobody waits any more.</summary>
/// <param name="variables">The environment they get.</param>
/// <param name="directory">The current directory, absolute.</param>
/// <param name="time">Clock of the time limit.</param>
internal sealed class ProgramRunner(IReadOnlyDictionary<string, string> variables, string directory, TimeProvider time)
{
    // A program that has ended has written all it had to say; what comes later is from children that hold its pipes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs a program to its end, whatever its exit code. <see cref="ProgramException"/> when it cannot be started, says too much or does not end.
    /// </summary>
    public async Task<ProgramResult> RunAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        using var output = new KeptOutput(call.MaxOutput, mayEndEarly: false);
        var result = await RunAsync(call, output, cancellationToken);
        return result with { Output = output.ToArray() };
    }

    /// <summary>The same with standard output going to a stream as it comes; an exception of the stream ends the program and is passed on.</summary>
    public async Task<ProgramResult> RunAsync(ProgramCall call, Stream output, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(call.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Start(call);
        try
        {
            return await FollowAsync(process, call, output, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProgramException(string.Create(CultureInfo.InvariantCulture, $"did not end within {call.Limit.TotalMinutes:0} minutes"));
        }
        finally
        {
            await ProgramEnd.ForceAsync(process, call.TidyTime, time);
        }
    }

    private async Task<ProgramResult> FollowAsync(Process process, ProgramCall call, Stream output, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var said = new KeptOutput(call.MaxError, mayEndEarly: true);
        var input = FeedAsync(process, call.Input, cancellationToken);
        ProgramPipe[] pipes = [new(process.StandardOutput.BaseStream, output), new(process.StandardError.BaseStream, said)];
        var copies = Task.WhenAll(pipes.Select(pipe => pipe.CopyAsync(reading.Token)));
        try
        {
            // To its exit, not to the end of its output: a connection kept open in the background holds the pipes for as long as it likes.
            await await Task.WhenAny(process.WaitForExitAsync(cancellationToken), pipes[0].Failed, pipes[1].Failed);
            await DrainAsync(pipes, copies, cancellationToken);
            await input;
            return new ProgramResult(process.ExitCode, [], Encoding.UTF8.GetString(said.GetBuffer().AsSpan(0, (int)said.Length)));
        }
        finally
        {
            await reading.CancelAsync();
            _ = copies.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _ = input.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task DrainAsync(ProgramPipe[] pipes, Task copies, CancellationToken cancellationToken)
    {
        for (var isMoving = true; isMoving;)
        {
            var before = pipes.Sum(pipe => pipe.Steps);
            try
            {
                await copies.WaitAsync(Patience, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                isMoving = pipes.Any(pipe => pipe.IsBusy) || pipes.Sum(pipe => pipe.Steps) != before;
            }
        }
    }

    private Process Start(ProgramCall call)
    {
        // The system ends an argument there, and what is run would not be what was meant.
        if (call.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ProgramException($"exec: {GoQuoting.Quote(call.Name)}: invalid argument");
        }

        var start = new ProcessStartInfo(Find(call.Name), call.Arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = call.Directory ?? directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables.Concat(call.Variables))
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
            throw new ProgramException($"exec: {GoQuoting.Quote(call.Name)}: {failure.Message}", failure);
        }
    }

    private string Find(string name)
    {
        try
        {
            return ProgramPath.Find(name, variables, directory);
        }
        catch (SutlerException failure)
        {
            throw new ProgramException(failure.Message, failure);
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
}
