using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Sutler.TestKit.Checksums;

/// <summary>A <see cref="TestChecksumDatabase"/> on a port of its own on the loopback interface.</summary>
public sealed class TestChecksumDatabaseServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TaskCompletionSource _released;

    private TestChecksumDatabaseServer(WebApplication application, TaskCompletionSource released) =>
        (_application, _released) = (application, released);

    /// <summary><c>http://127.0.0.1:port</c>: GOSUMDB's second field, or a GOPROXY element.</summary>
    public string Url => _application.Urls.First();

    /// <summary>Starts it; requests for paths that begin with <paramref name="stallOn"/> get no answer before <see cref="Release"/>.</summary>
    public static async Task<TestChecksumDatabaseServer> StartAsync(TestChecksumDatabase database, string? stallOn = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        application.Run(async context =>
        {
            // As sent: routing would decode it.
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var path = Uri.UnescapeDataString(target.Split('?')[0]);
            if (stallOn is not null && path.StartsWith(stallOn, StringComparison.Ordinal))
            {
                await released.Task.WaitAsync(context.RequestAborted);
            }

            await SendAsync(context.Response, database.Handle(path));
        });
        await application.StartAsync();
        return new TestChecksumDatabaseServer(application, released);
    }

    /// <summary>Answers what was kept waiting.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static async Task SendAsync(HttpResponse response, TestAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body);
    }
}
