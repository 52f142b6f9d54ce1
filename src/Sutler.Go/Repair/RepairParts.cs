using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Download;
using Sutler.Go.Environment;
using Sutler.Go.Quarantine;
using Sutler.Go.Sources;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>What a repair works with.</summary>
public sealed record RepairParts
{
    /// <summary>The cache.</summary>
    public required ModuleCache Cache { get; init; }

    /// <summary>GOSUMDB, GONOSUMDB, GOPROXY, GOPATH.</summary>
    public required GoEnvironment Environment { get; init; }

    /// <summary>go.sum; never written.</summary>
    public required VerifySums Sums { get; init; }

    /// <summary>A client of the checksum database that has read nothing yet.</summary>
    public required Func<ChecksumDatabase> NewDatabase { get; init; }

    /// <summary>One that does not see the files of the log that are to be replaced.</summary>
    public required Func<ReplacedLogFiles, ChecksumDatabase> NewReplacingDatabase { get; init; }

    /// <summary>The sources of a module in the order in which they are asked, mirrors last.</summary>
    public required Func<ModulePath, IReadOnlyList<NamedSource>> Sources { get; init; }

    /// <summary>Publishes zips and trees.</summary>
    public required ModuleInstaller Installer { get; init; }

    /// <summary>Keeps what was bad.</summary>
    public required QuarantineStore Quarantine { get; init; }

    /// <summary>The clock of everything that is written.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Says what would be done, and changes and fetches nothing.</summary>
    public bool DryRun { get; init; }
}
