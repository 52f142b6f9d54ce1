using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sutler.BenchServer;

/// <summary>Bare repositories, served by git's own CGI program after a fixed delay for each request.</summary>
/// <param name="root">Absolute path of the directory with the repositories.</param>
/// <param name="delay">Waited before each answer, as a round trip to a far server would take.</param>
internal sealed class GitBackend(string root, TimeSpan delay) : ISite
{
    private const int BlockSize = 64 * 1024;

    private volatile Traffic _traffic = new();

    /// <inheritdoc/>
    public Traffic Traffic => _traffic;

    /// <inheritdoc/>
    public void Begin(int seed) => _traffic = new Traffic();

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context)
    {
        var traffic = _traffic;
        traffic.Requested();
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, context.RequestAborted);
        }

        using var process = Process.Start(Program(context.Request)) ?? throw new InvalidOperationException("git did not start");
        var feeding = FeedAsync(context.Request.Body, process);
        var output = process.StandardOutput.BaseStream;
        await ReadHeadAsync(output, context.Response);
        var block = new byte[BlockSize];
        for (int read; (read = await output.ReadAsync(block, context.RequestAborted)) > 0;)
        {
            traffic.Sent(read);
            await context.Response.Body.WriteAsync(block.AsMemory(0, read), context.RequestAborted);
        }

        await feeding;
        await process.WaitForExitAsync(context.RequestAborted);
    }

    private static async Task FeedAsync(Stream body, Process process)
    {
        await body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
    }

    private ProcessStartInfo Program(HttpRequest request)
    {
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var variables = start.Environment;
        variables["GIT_PROJECT_ROOT"] = root;
        variables["GIT_HTTP_EXPORT_ALL"] = "";
        variables["GIT_PROTOCOL"] = request.Headers["Git-Protocol"].ToString();
        variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        variables["GIT_CONFIG_NOSYSTEM"] = "1";
        variables["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding.ToString();
        variables["PATH_INFO"] = request.Path.Value ?? "";
        variables["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?') ?? "";
        variables["REQUEST_METHOD"] = request.Method;
        variables["CONTENT_TYPE"] = request.ContentType ?? "";
        variables["REMOTE_ADDR"] = "127.0.0.1";
        if (request.ContentLength is { } length)
        {
            variables["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        }

        return start;
    }

    // RFC 3875: header fields, of which Status is not for the client, then an empty line.
    private static async Task ReadHeadAsync(Stream output, HttpResponse response)
    {
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name == "Status")
            {
                response.StatusCode = int.Parse(value.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers[name] = value;
            }
        }
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
