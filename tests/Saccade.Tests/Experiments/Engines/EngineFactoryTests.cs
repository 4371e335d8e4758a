using Saccade.Errors;
using Saccade.Experiments.Engines;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Engines;

public sealed class EngineFactoryTests
{
    [Fact]
    public void The_Torch_engine_is_found_by_its_name() => Assert.IsType<TorchEngineProvider>(EngineFactory.Torch);

    [Fact]
    public void Without_the_Torch_engine_the_remedy_states_the_property_and_the_command() => Assert.Contains(
        "'dotnet build -c Release -p:Torch=true src/Saccade.Cli'",
        Assert.Throws<OptionException>(() => EngineFactory.RequireBuiltIn((IEngineProvider?)null)).Error.Remedy);
}
