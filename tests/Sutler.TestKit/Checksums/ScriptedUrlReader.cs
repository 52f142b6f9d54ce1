using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Sources;

namespace Sutler.TestKit.Checksums;

/// <summary>Answers URLs from functions, by the longest matching beginning; other hosts do not exist.</summary>
public sealed class ScriptedUrlReader : IUrlReader
{
    private readonly ConcurrentDictionary<string, Func<string, TestAnswer>> _servers = new();

    /// <summary>URLs asked for in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Runs before a request is answered; may wait.</summary>
    public Func<string, CancellationToken, Task> BeforeAnswer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Puts a server under a URL; it gets what follows the URL, beginning with a slash, with <c>%21</c> decoded.</summary>
    public ScriptedUrlReader Serve(string url, Func<string, TestAnswer> server)
    {
        _servers[url] = server;
        return this;
    }

    /// <summary>Puts a server under a URL that always fails.</summary>
    public ScriptedUrlReader Fail(string url, int status) => Serve(url, _ => TestAnswer.Failure(status, "as told"));

    public async Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken)
    {
        Requests.Enqueue(url);
        await BeforeAnswer(url, cancellationToken);
        var server = _servers.Keys.Where(key => url.StartsWith(key + "/", StringComparison.Ordinal)).MaxBy(key => key.Length);
        if (server is null)
        {
            throw new SutlerException($"Get \"{url}\": dial tcp: no such host");
        }

        var answer = _servers[server](Uri.UnescapeDataString(url[server.Length..]));
        return answer.Status == 200
            ? answer.Body
            : throw new SutlerException($"reading {url}: {answer.Status} {answer.Reason}") { IsNotExist = answer.Status is 404 or 410 };
    }
}
