using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sutler.Bench;

/// <summary>nginx or sutler, serving a tree on loopback in a process of its own.</summary>
internal sealed class WebServer : IDisposable
{
    // USER_HZ, which is 100 on every Linux of today.
    private const double TicksInSecond = 100;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private WebServer(Process process, string address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, without a final slash.</summary>
    public string Address { get; }

    /// <summary>nginx, tuned for files that do not change: one worker a processor, sendfile, open files kept, no log.</summary>
    public static async Task<WebServer> NginxAsync(string program, string tree, string directory)
    {
        var port = FreePort();
        var configuration = Path.Join(directory, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off;
            worker_processes {{Environment.ProcessorCount}};
            pid {{directory}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections 1024; multi_accept on; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              keepalive_timeout 300s;
              open_file_cache max=10000 inactive=300s;
              open_file_cache_valid 300s;
              open_file_cache_min_uses 1;
              client_body_temp_path {{directory}}/body;
              proxy_temp_path {{directory}}/proxy;
              fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi;
              scgi_temp_path {{directory}}/scgi;
              default_type text/plain;
              types { application/json info; application/zip zip; }
              server { listen 127.0.0.1:{{port}} backlog=1024; root {{tree}}; }
            }
            """);
        var process = Start(program, ["-p", directory, "-e", "stderr", "-c", configuration], directory);
        var server = new WebServer(process, $"http://127.0.0.1:{port}");
        await server.AwaitAnswerAsync();
        return server;
    }

    /// <summary>sutler, serving the tree as it is.</summary>
    public static async Task<WebServer> SutlerAsync(string program, string tree, string directory)
    {
        var port = FreePort();
        var process = Start(program, ["serve", "--from", tree, "--listen", $"127.0.0.1:{port}"], directory);
        var server = new WebServer(process, $"http://127.0.0.1:{port}");
        await server.AwaitAnswerAsync();
        return server;
    }

    /// <summary>sutler, with nothing kept yet, before a source; as many zips may be on their way as there are clients in the largest case.</summary>
    public static async Task<WebServer> SutlerProxyAsync(string program, string source, string directory)
    {
        var port = FreePort();
        var data = Path.Join(directory, "data");
        var process = Start(program, ["serve", "--data", data, "--upstream", source, "--listen", $"127.0.0.1:{port}"], directory);
        var server = new WebServer(process, $"http://127.0.0.1:{port}");
        await server.AwaitAnswerAsync("/readyz");
        return server;
    }

    /// <summary>The largest resident set of the process so far; of nginx, that of the parent alone.</summary>
    public long PeakBytes =>
        File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();

    /// <summary>Processor time of the server so far, its workers included.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(
        Directory.EnumerateDirectories("/proc").Select(static directory => Path.GetFileName(directory))
            .Where(static name => char.IsAsciiDigit(name[0])).Select(Status)
            .Where(status => status.Length > 0 && (status[0] == $"{_process.Id}" || status[2] == $"{_process.Id}"))
            .Sum(static status => long.Parse(status[12], CultureInfo.InvariantCulture) + long.Parse(status[13], CultureInfo.InvariantCulture)) / TicksInSecond);

    /// <inheritdoc/>
    public void Dispose()
    {
        // nginx ends its workers when it is asked to, and leaves them when it is killed.
        using (var ending = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]))
        {
            ending.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string program, IEnumerable<string> arguments, string directory)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = directory;
        start.Environment["GOSUMDB"] = "off";
        start.Environment["SUTLER_ZIP_FETCHES"] = "64";
        start.Environment["SUTLER_UPSTREAM_CONNECTIONS"] = "96";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>Process number, state, parent, …, of /proc/N/stat without the name; nothing when the process has ended.</summary>
    private static string[] Status(string process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return [process, .. line[(line.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task AwaitAnswerAsync() => AwaitAnswerAsync(ServedTree.Target("zip"));

    private async Task AwaitAnswerAsync(string target)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(target, UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            catch (HttpRequestException failure)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} does not serve: {string.Join('\n', _said)}", failure);
            }
        }
    }
}
