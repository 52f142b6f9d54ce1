using Sutler.Go.Serving.Prefetching;

namespace Sutler.Go.Serving;

/// <summary>What a server that keeps files keeps whatever its limits say: sets of module versions, such as those of a go.sum.</summary>
/// <remarks>Failures are <see cref="Sutler.Errors.SutlerException"/>s. Thread-safe.</remarks>
public interface IModulePins
{
    /// <summary>
    /// Keeps what a go.mod or go.sum names, here already or not, in place of what the set held before. Throws a <see cref="FormatException"/>
    /// where that are too many files, or something is no module version.
    /// </summary>
    /// <returns>How many files that are.</returns>
    ValueTask<int> PutAsync(string name, IReadOnlyList<WantedModule> modules, CancellationToken cancellationToken);

    /// <summary>Lets go what a set held; whether there was such a set.</summary>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>The sets, by name.</summary>
    ValueTask<IReadOnlyList<PinnedModules>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A set that is kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Since">When it was last written; UTC.</param>
/// <param name="Files">How many files it holds.</param>
public sealed record PinnedModules(string Name, DateTimeOffset Since, long Files);
