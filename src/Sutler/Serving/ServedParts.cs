using System.Diagnostics.Metrics;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;
using Sutler.Server.Operations;

namespace Sutler.Serving;

/// <summary>What answers the requests, put together; disposing it ends what it began.</summary>
internal sealed class ServedParts : IAsyncDisposable
{
    private readonly IAsyncDisposable? _owned;

    private ServedParts(IModuleServer modules, IChecksumDatabaseServer databases, string description, IAsyncDisposable? owned) =>
        (Modules, Databases, Description, _owned) = (modules, databases, description, owned);

    /// <summary>Answers for modules.</summary>
    public IModuleServer Modules { get; }

    /// <summary>Answers for checksum databases.</summary>
    public IChecksumDatabaseServer Databases { get; }

    /// <summary>What operators may do; null where nothing is kept.</summary>
    public IModuleOperations? Operations { get; private init; }

    /// <summary>What is counted besides requests; null for nothing.</summary>
    public Meter? Meter { get; private init; }

    /// <summary>Looks up what that meter shows and does not know by itself.</summary>
    public Func<CancellationToken, ValueTask> CountAsync { get; private init; } = static _ => ValueTask.CompletedTask;

    /// <summary>What is kept whatever the limits say; null where nothing is kept.</summary>
    public IModulePins? Pins { get; private init; }

    /// <summary>Counts what is kept; null where nothing is.</summary>
    public Func<CancellationToken, ValueTask<StoreStatus>>? StatusAsync { get; private init; }

    /// <summary>What is served, in words that follow "serving".</summary>
    public string Description { get; }

    /// <summary>Serves a directory as it is. Spec: SRV-11, SRV-12.</summary>
    public static ServedParts FromDirectory(string directory, CommandContext context)
    {
        var tree = ModuleTree.Open(directory);
        return new ServedParts(
            new DirectoryModuleServer(tree, new FileLocks(context.Time), context.Time), new DirectoryChecksumDatabase(tree), $"what is in {directory}", owned: null);
    }

    /// <summary>Serves what is kept, and fetches what is not. Fails with <see cref="SutlerException"/> where the data directory cannot be used.</summary>
    public static async Task<ServedParts> FromSourcesAsync(ServeOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var proxy = await StoringProxy.OpenAsync(options, context, cancellationToken);
        return new ServedParts(proxy.Modules, proxy.Databases, proxy.Description, proxy) { Operations = proxy.Operations, Pins = proxy.Pins, Meter = proxy.Meter, CountAsync = proxy.CountAsync, StatusAsync = proxy.StatusAsync };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
