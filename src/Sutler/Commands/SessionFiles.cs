using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.Go.Toolchains;

namespace Sutler.Commands;

/// <summary>Where a session's project is, found before anything else is put together.</summary>
/// <param name="Location">Which go.mod or go.work.</param>
/// <param name="Workspace">The parsed go.work, in a workspace.</param>
/// <param name="Project">Reads the project's files.</param>
/// <param name="Environment">The settings, with the version of Go that the run speaks as.</param>
/// <param name="Toolchain">The toolchain to switch to, where the run follows it; null for the user's own.</param>
internal sealed record SessionFiles(ModuleLocation Location, Workspace? Workspace, ProjectFiles Project, GoEnvironment Environment, RequiredToolchain? Toolchain)
{
    private static void Report(IReadOnlyList<string> warnings, TextWriter error)
    {
        foreach (var warning in warnings)
        {
            error.WriteLine("go: " + warning);
        }
    }

    /// <summary>Finds the project of the current directory and prints what is odd about it. Spec: CMD-9, CMD-11, CMD-12.</summary>
    public static async Task<SessionFiles> FindAsync(SessionOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var environment = context.GoEnvironment;
        var overlay = Overlay.Load(options.Overlay, environment.WorkingDirectory);
        var location = ModuleLocator.Find(environment, overlay, options.ModFile, options.NeedsModule);
        Report(location.Warnings, context.Error);
        var locks = new FileLocks(context.Time, path => context.Error.WriteLine($"sutler: waiting for lock {path}"));
        var files = new ProjectFiles(overlay, new LockedFiles(locks), environment.WorkingDirectory);
        var toolchain = options.FollowsToolchain ? await FindToolchainAsync(environment, location, files, cancellationToken) : null;
        environment = toolchain is null ? environment : environment with { GoVersion = toolchain.Version };
        environment = options.Access == SessionAccess.Offline ? environment with { GoProxy = "off" } : environment;
        var workspace = location.WorkFile is { } work ? await Workspace.ReadAsync(work, environment, files, cancellationToken) : null;
        return new SessionFiles(location, workspace, files, environment, toolchain);
    }

    // The file as it is found, whatever -modfile says: that is how the go command looks for it.
    private static async Task<RequiredToolchain?> FindToolchainAsync(
        GoEnvironment environment, ModuleLocation location, ProjectFiles files, CancellationToken cancellationToken)
    {
        var path = location.WorkFile ?? (location.ModuleRoot is { } root ? Path.Combine(root, "go.mod") : null);
        var data = path is not null && File.Exists(path) ? await files.ReadAsync(path, cancellationToken) : [];
        return RequiredToolchain.Find(environment, path is null ? "" : files.ShortPath(path), data);
    }
}
