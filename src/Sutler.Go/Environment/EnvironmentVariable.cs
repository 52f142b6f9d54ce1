namespace Sutler.Go.Environment;

/// <summary>A variable that Sutler heeds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line for the reference page.</param>
public sealed record EnvironmentVariable(string Name, string Description)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
