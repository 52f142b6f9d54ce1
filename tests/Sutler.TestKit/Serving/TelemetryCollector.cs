using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sutler.TestKit.Serving;

/// <summary>Takes what OTLP sends, over HTTP/1.1 or as gRPC, and keeps it as it came.</summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Target, byte[] Message)> _messages = [];
    private readonly WebApplication _application;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TelemetryCollector(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public string Url => _application.Urls.First();

    /// <summary>Starts on a free port of loopback.</summary>
    /// <param name="isGrpc">Whether it speaks HTTP/2 alone, as it must where nothing is negotiated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TelemetryCollector> StartAsync(bool isGrpc, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        var collector = new TelemetryCollector(application);
        application.Run(collector.TakeAsync);
        await application.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>Waits for a message to a target that ends so and in which all of the texts stand.</summary>
    public async Task<byte[]> FindAsync(string target, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            lock (_lock)
            {
                var found = _messages.Find(message => message.Target.EndsWith(target, StringComparison.Ordinal)
                    && texts.All(text => message.Message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0));
                if (found.Message is not null)
                {
                    return found.Message;
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<byte[]> All()
    {
        lock (_lock)
        {
            return [.. _messages.Select(message => message.Message)];
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var isGrpc = context.Request.ContentType == "application/grpc";
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        // In gRPC a byte and the length, four bytes, stand before the message.
        var message = isGrpc ? body.ToArray()[5..] : body.ToArray();
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc)
        {
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }

        lock (_lock)
        {
            _messages.Add((context.Request.Path.Value ?? "", message));
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
