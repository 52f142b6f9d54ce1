using Sutler.Go.Doctor;

namespace Sutler.Tests.Doctor;

/// <summary>One way in which downloads fail.</summary>
/// <param name="Name">The name of its golden file and of its part of docs/reference/faults.md.</param>
/// <param name="Class">What it must be taken for.</param>
/// <param name="What">What is wrong, for the document.</param>
/// <param name="Module">What is asked for.</param>
/// <param name="ArrangeAsync">Makes it so.</param>
internal sealed record FaultScenario(string Name, FaultClass Class, string What, string Module, Func<FaultStage, Task> ArrangeAsync)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
