using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.Server.Identity;
using Sutler.Server.Observation;
using Sutler.Server.Operations;

namespace Sutler.Server;

/// <summary>A module proxy that listens: Kestrel in front of the servers that answer. ADR 20.</summary>
public sealed class ProxyHost : IAsyncDisposable
{
    /// <summary>The name that meters have whose numbers are shown and sent.</summary>
    public const string MeterName = ServerMetrics.MeterName;

    // What the protocol needs is a path of a few hundred bytes and a handful of headers.
    private const int MaxRequestLine = 16 << 10;
    private const int MaxHeaders = 32 << 10;
    private const int MaxHeaderCount = 64;
    private const int MaxBody = 64 << 10;
    private const string MetricsPath = "/metrics";
    private static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _application;
    private readonly ServerMetrics _metrics;
    private readonly Telemetry _telemetry;

    private ProxyHost(WebApplication application, ServerMetrics metrics, Telemetry telemetry) =>
        (_application, _metrics, _telemetry, Address) = (application, metrics, telemetry, AddressOf(application));

    /// <summary>Where it listens, such as <c>http://127.0.0.1:7878</c>; for all addresses, that of this machine itself.</summary>
    public string Address { get; }

    /// <summary>Begins to listen; throws a <see cref="SutlerException"/> where it cannot.</summary>
    public static async Task<ProxyHost> StartAsync(ProxyHostOptions options, IModuleServer modules, IChecksumDatabaseServer databases, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(kestrel => Configure(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        // Signals are the command's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var metrics = new ServerMetrics();
        var telemetry = Telemetry.Start(options, metrics.Meter);
        var application = builder.Build();
        var handler = new RequestHandler(options, modules, databases, metrics, (new GuessLimit(options.Time), new RequestTally()));
        application.MapWhen(static context => context.Request.Path == MetricsPath, branch => WriteMetrics(branch, handler, (options, telemetry)));
        application.Run(handler.HandleAsync);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync();
            metrics.Dispose();
            await telemetry.DisposeAsync();
            throw new SutlerException($"listening on {options.Listen}: {Reason(failure)}", failure) { Hint = "choose another address with --listen HOST:PORT; port 0 takes any that is free" };
        }

        return new ProxyHost(application, metrics, telemetry);
    }

    /// <summary>Stops listening and lets answers on their way end, for as long as the options say; cancelling ends them at once.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _telemetry.DisposeAsync();
        _metrics.Dispose();
    }

    private static void WriteMetrics(IApplicationBuilder branch, RequestHandler handler, (ProxyHostOptions Options, Telemetry Telemetry) seeing)
    {
        branch.Use(async (context, next) =>
        {
            if (await handler.AdmitsAsync(context))
            {
                await seeing.Options.CountAsync(context.RequestAborted);
                await next(context);
            }
        });
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(seeing.Telemetry.Meters, predicate: null, MetricsPath, configureBranchedPipeline: null, optionsName: null);
    }

    private static void Configure(KestrelServerOptions kestrel, ProxyHostOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.MaxRequestHeadersTotalSize = MaxHeaders;
        limits.MaxRequestHeaderCount = MaxHeaderCount;
        limits.MaxRequestBodySize = MaxBody;
        limits.RequestHeadersTimeout = options.HeaderPatience;
        limits.KeepAliveTimeout = IdlePatience;
        limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Listen(options.Listen.Address, options.Listen.Port, listen =>
        {
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate.Leaf, ServerCertificateChain = certificate.Chain });
            }
        });
    }

    private static string AddressOf(WebApplication application)
    {
        var address = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
    }

    private static string Reason(Exception failure) =>
        failure.InnerException is { } inner ? Reason(inner) : failure.Message.TrimEnd('.');

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
