using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;

namespace Sutler.Serving;

/// <summary>What answers the requests, put together; disposing it ends what it began.</summary>
internal sealed class ServedParts : IAsyncDisposable
{
    private ServedParts(IModuleServer modules, IChecksumDatabaseServer databases, string description) =>
        (Modules, Databases, Description) = (modules, databases, description);

    /// <summary>Answers for modules.</summary>
    public IModuleServer Modules { get; }

    /// <summary>Answers for checksum databases.</summary>
    public IChecksumDatabaseServer Databases { get; }

    /// <summary>What is served, in words that follow "serving".</summary>
    public string Description { get; }

    /// <summary>Serves a directory as it is. Spec: SRV-11, SRV-12.</summary>
    public static ServedParts FromDirectory(string directory, CommandContext context)
    {
        var tree = ModuleTree.Open(directory);
        return new ServedParts(new DirectoryModuleServer(tree, new FileLocks(context.Time), context.Time), new DirectoryChecksumDatabase(tree), $"what is in {directory}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
