using System.Globalization;
using Sutler.Go.Processes;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Direct.Programs;

/// <summary>Runs version-control programs: no shell, no prompts, nothing on standard input, ended when nobody waits.</summary>
/// <remarks>
/// Every failure is a <see cref="VcsProgramException"/>. Whoever is cancelled ends the program, which may take its lock files away
/// before it is killed. Of hundreds of repositories a few are dealt with at the same time. Thread-safe. Spec: GIT-2, GIT-4, OTHER-6.
/// </remarks>
#pragma warning disable CA1001 // A semaphore that is only waited for asynchronously holds nothing to dispose of.
public sealed class VcsPrograms
#pragma warning restore CA1001
{
    private const int MaxError = 64 << 10;

    // Generous: a program with nothing to show may still be receiving a huge history.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);
    private static readonly TimeSpan TidyTime = TimeSpan.FromSeconds(3);

    // What git tells the hooks of a repository: run from one, our commands would work in that repository instead of their own.
    private static readonly string[] OfOtherRepositories =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ];

    private static readonly int MostAtOnce = Math.Max(16, 4 * System.Environment.ProcessorCount);

    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly CancellationTokenSource _end = new();
    private readonly ProgramRunner _programs;
    private readonly TimeProvider _time;
    private readonly Action<string>? _trace;

    /// <summary>Creates it.</summary>
    /// <param name="variables">The environment of the run.</param>
    /// <param name="directory">The current directory, absolute.</param>
    /// <param name="time">Clock of the time limits.</param>
    /// <param name="trace">Receives a line before and one after each command, passwords hidden; null for none. Spec: XOUT-2.</param>
    public VcsPrograms(IReadOnlyDictionary<string, string> variables, string directory, TimeProvider time, Action<string>? trace = null)
    {
        _programs = new ProgramRunner(Quiet(variables), directory, time);
        _time = time;
        _trace = trace;
    }

    /// <summary>Asks again where that may help; null asks once.</summary>
    public Retrier? Retrier { get; init; }

    /// <summary>Does what goes to the network, and does it again where that may help: under the one policy of all requests.</summary>
    /// <param name="url">The repository's URL.</param>
    /// <param name="attemptAsync">What to do; it must be possible to do it again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T> OverNetworkAsync<T>(string url, Func<CancellationToken, Task<T>> attemptAsync, CancellationToken cancellationToken) =>
        Retrier is { } retrier && Url.TryParse(url, out var parsed, out _)
            ? retrier.RunAsync(new RetryScope(parsed, retrier.Policy.Retries), attemptAsync, cancellationToken)
            : attemptAsync(cancellationToken);

    /// <summary>Runs a command and gives what it said on standard output. An exit code other than 0 is a failure.</summary>
    public async Task<byte[]> ReadAsync(VcsCommand command, CancellationToken cancellationToken) =>
        (await InTurnAsync(command, _programs.RunAsync, cancellationToken)).Output;

    /// <summary>The same with the output going to a stream as it comes; an exception of the stream ends the program and is passed on.</summary>
    public Task RunAsync(VcsCommand command, Stream output, CancellationToken cancellationToken) =>
        InTurnAsync(command, (call, token) => _programs.RunAsync(call, output, token), cancellationToken);

    /// <summary>Ends what is running and waits until it has ended: nothing that was started outlives the run. No more is run after that.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        for (var place = 0; place < MostAtOnce; place++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }
    }

    private async Task<ProgramResult> InTurnAsync(VcsCommand command, Func<ProgramCall, CancellationToken, Task<ProgramResult>> run, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        await _places.WaitAsync(either.Token);
        try
        {
            return await TracedAsync(command, call => run(call, either.Token));
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<ProgramResult> TracedAsync(VcsCommand command, Func<ProgramCall, Task<ProgramResult>> run)
    {
        _trace?.Invoke(command.ToString());
        var start = _time.GetTimestamp();
        try
        {
            return await RunAsync(command, run);
        }
        finally
        {
            _trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(start).TotalSeconds:0.000}s # {command}"));
        }
    }

    /// <summary>Passes a line of <c>-x</c> on. Spec: XOUT-3.</summary>
    internal void Trace(string line) => _trace?.Invoke(UrlSecrets.Mask(line));

    private static async Task<ProgramResult> RunAsync(VcsCommand command, Func<ProgramCall, Task<ProgramResult>> run)
    {
        ProgramResult result;
        try
        {
            result = await run(new ProgramCall(command.Line[0], [.. command.Line.Skip(1)])
            {
                Directory = command.Directory,
                Variables = command.Variables,
                Input = command.Input,
                MaxOutput = command.MaxOutput,
                MaxError = MaxError,
                Limit = Limit,
                TidyTime = TidyTime,
            });
        }
        catch (ProgramException failure)
        {
            throw VcsProgramException.NotRun(command, failure);
        }

        return result.ExitCode == 0 ? result : throw VcsProgramException.Exited(command, result.ExitCode, result.Error);
    }

    private static Dictionary<string, string> Quiet(IReadOnlyDictionary<string, string> variables)
    {
        var quiet = new Dictionary<string, string>(variables, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        SetUnlessSet(quiet, "GIT_TERMINAL_PROMPT", "0");
        SetUnlessSet(quiet, "GCM_INTERACTIVE", "never");
        if (variables.GetValueOrDefault("GIT_SSH", "").Length == 0)
        {
            // A connection that is kept open in the background would hold our pipes; a prompt would wait for ever.
            SetUnlessSet(quiet, "GIT_SSH_COMMAND", "ssh -o ControlMaster=no -o BatchMode=yes");
        }

        foreach (var name in OfOtherRepositories)
        {
            quiet.Remove(name);
        }

        // Messages in the language whose words are looked for; character set and dates stay as they are.
        quiet["LANGUAGE"] = "en";
        return quiet;
    }

    private static void SetUnlessSet(Dictionary<string, string> variables, string name, string value)
    {
        if (variables.GetValueOrDefault(name, "").Length == 0)
        {
            variables[name] = value;
        }
    }
}
