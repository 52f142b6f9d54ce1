using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;

namespace Sutler.Go.Loading;

/// <summary>Writes go.mod and go.sum when, and only when, the go command would. Spec: WRITE-1 to WRITE-7, GOMOD-20.</summary>
public sealed class ProjectWriter
{
    private readonly GoEnvironment _environment;
    private readonly ProjectFiles _files;
    private readonly GoSumState _goSum;
    private readonly ModuleCache _cache;

    /// <summary>Creates a writer.</summary>
    public ProjectWriter(GoEnvironment environment, ProjectFiles files, GoSumState goSum, ModuleCache cache)
    {
        _environment = environment;
        _files = files;
        _goSum = goSum;
        _cache = cache;
    }

    /// <summary>Writes what changed; outside a module and with nothing changed, nothing is opened for writing.</summary>
    public async Task WriteAsync(Project project, CancellationToken cancellationToken)
    {
        if (!project.Main.InWorkspace)
        {
            if (!project.HasModule)
            {
                return;
            }

            await WriteGoModAsync(project, cancellationToken);
        }

        await _goSum.WriteAsync(KeptSums.For(project), _cache, cancellationToken);
    }

    /// <summary>What <see cref="WriteAsync"/> would change. Nothing is written.</summary>
    public async Task<ProjectChanges> FindChangesAsync(Project project, CancellationToken cancellationToken)
    {
        var goMod = project.HasModule && !project.Main.InWorkspace ? FindGoModChanges(project) : [];
        var sums = project.HasModule || project.Main.InWorkspace ? await _goSum.FindChangesAsync(KeptSums.For(project), cancellationToken) : [];
        return new ProjectChanges(goMod, _goSum.FileName, sums);
    }

    private IReadOnlyList<string> FindGoModChanges(Project project)
    {
        var module = project.Main.Single;
        GoModUpdate.Apply(module.File, project.Requirements, _environment);
        if (!module.Index.IsDirty(module.File))
        {
            return [];
        }

        var (old, updated) = (Lines(module.Index.Data), Lines(module.File.Format()));
        var changes = old.Except(updated).Select(line => "- " + line).Concat(updated.Except(old).Select(line => "+ " + line)).ToList();
        return changes.Count > 0 ? changes : ["its lines would be in another order"];
    }

    private static List<string> Lines(byte[] data) =>
        [.. System.Text.Encoding.UTF8.GetString(data).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private async Task WriteGoModAsync(Project project, CancellationToken cancellationToken)
    {
        var module = project.Main.Single;
        GoModUpdate.Apply(module.File, project.Requirements, _environment);
        if (!module.Index.IsDirty(module.File))
        {
            return;
        }

        if (_files.IsReplaced(module.GoModPath))
        {
            throw new SutlerException("updates to go.mod needed, but go.mod is part of the overlay specified with -overlay");
        }

        try
        {
            using var sideLock = await _cache.TryLockSideAsync(cancellationToken);
            var updated = module.File.Format();
            await _files.Locked.TransformAsync(module.GoModPath, old => Replace(old, updated, module.Index.Data), cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new SutlerException("updating go.mod: " + error.Message, error);
        }
    }

    private static byte[] Replace(byte[] old, byte[] updated, byte[] asRead)
    {
        if (!old.AsSpan().SequenceEqual(updated) && !old.AsSpan().SequenceEqual(asRead))
        {
            throw new SutlerException("existing contents have changed since last read");
        }

        return updated;
    }
}
