using System.Diagnostics;

namespace Sutler.Bench;

/// <summary>The bench server as a process of its own, so that its CPU time and memory are nobody else's.</summary>
internal sealed class RunningServer : IDisposable
{
    private readonly Process _process;

    private RunningServer(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Processor time it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and sends a burst of requests, so that its code is compiled before anything is measured.</summary>
    /// <param name="assembly">The server.</param>
    /// <param name="tree">What it serves.</param>
    /// <param name="delayMilliseconds">Added to each answer.</param>
    /// <param name="authorityFile">Where it leaves its root certificate; null without TLS.</param>
    /// <param name="git">Whether the tree has git repositories.</param>
    public static async Task<RunningServer> StartAsync(string assembly, string tree, int delayMilliseconds, string? authorityFile, bool git = false)
    {
        List<string> arguments = [assembly, git ? "--git" : "--root", tree, "--delay", $"{delayMilliseconds}"];
        if (authorityFile is not null)
        {
            arguments.AddRange(["--tls", authorityFile]);
        }

        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("the server did not start");
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended at once");
        var server = new RunningServer(process, address);
        await server.WarmAsync(git ? ["project.git/HEAD"] : Directory.EnumerateFiles(tree, "*.*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(tree, file)));
        return server;
    }

    /// <summary>Counts from zero and makes the faults of <paramref name="seed"/> from now on, 0 for none.</summary>
    public async Task BeginAsync(int seed) => await AskAsync($"begin {seed}");

    /// <summary>The counts since <see cref="BeginAsync"/>.</summary>
    public async Task<Traffic> CountAsync() => Traffic.Parse(await AskAsync("count"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended");
    }

    private async Task WarmAsync(IEnumerable<string> files)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 16 };
        // Only to warm the server up, on loopback, with nothing secret.
#pragma warning disable CA5359, MA0039
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        using var client = new HttpClient(handler) { BaseAddress = new Uri(Address), DefaultRequestVersion = new Version(2, 0) };
        await Task.WhenAll(files.ToList().Select(async file =>
        {
            using var body = await client.GetStreamAsync(new Uri(file, UriKind.Relative));
            await body.CopyToAsync(Stream.Null);
        }));
    }
}
