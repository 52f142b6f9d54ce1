using System.Diagnostics.Metrics;
using Sutler.Go.Serving;
using Sutler.Server.Identity;
using Sutler.Server.Listening;
using Sutler.Server.Observation;
using Sutler.Server.Operations;

namespace Sutler.Server;

/// <summary>How a host listens, whom it lets in, and what it tells of its work.</summary>
public sealed record ProxyHostOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>Certificate and key; null for plain HTTP.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>What clients must show; null lets everyone in.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>What operators must show; null lets in who works on this machine, if only that can reach the server and everyone may read.</summary>
    public AccessToken? AdminToken { get; init; }

    /// <summary>By what events of hosting services are known; null takes none.</summary>
    public WebhookSecret? WebhookSecret { get; init; }

    /// <summary>What operators may do; null where nothing is kept.</summary>
    public IModuleOperations? Operations { get; init; }

    /// <summary>What is kept whatever the limits say; null where nothing is kept.</summary>
    public IModulePins? Pins { get; init; }

    /// <summary>Headers by which requests name a source of their own; the first that fits counts.</summary>
    public IReadOnlyList<HeaderRoute> Routes { get; init; } = [];

    /// <summary>Where each request is told of; null tells nobody.</summary>
    public AccessLog? AccessLog { get; init; }

    /// <summary>What other parts count, to be shown and sent with what the host counts; null for nothing.</summary>
    public Meter? Meter { get; init; }

    /// <summary>Looks up what that meter shows and does not know by itself: before each page of metrics, and every now and then where they are sent.</summary>
    public Func<CancellationToken, ValueTask> CountAsync { get; init; } = static _ => ValueTask.CompletedTask;

    /// <summary>Whether to send metrics and a span for each request by OTLP, as the variables of OpenTelemetry say.</summary>
    public bool SendsTelemetry { get; init; }

    /// <summary>Says why the server is not ready to answer, or null when it is; asked by <c>/readyz</c>.</summary>
    public Func<CancellationToken, ValueTask<string?>> NotReadyAsync { get; init; } = static _ => ValueTask.FromResult<string?>(null);

    /// <summary>Counts what is kept, for operators; null where nothing is.</summary>
    public Func<CancellationToken, ValueTask<StoreStatus>>? StoreAsync { get; init; }

    /// <summary>What operators are told that runs here.</summary>
    public string Version { get; init; } = "unknown";

    /// <summary>How long answers that are on their way may take when the host stops.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most connections at a time; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>How long a client may take to send the headers of a request.</summary>
    public TimeSpan HeaderPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
